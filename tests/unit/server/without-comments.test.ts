import { expect, test } from "vitest";
import { staticFiles } from "../../../infra/user-data";
import { withoutComments } from "../../../infra/without-comments";
import { runBash, runPythonCode } from "./run-script";

test("whole-line comments, docstrings and empty lines go; code, the first line and comments behind code stay", () => {
  expect(withoutComments("/x", "#!/bin/bash\n# why\nset -e # here\n\n\n  # more\necho '#'\n")).toBe(
    "#!/bin/bash\nset -e # here\necho '#'\n",
  );
  expect(withoutComments("/x.py", '"""About\nthis."""\ndef f():\n    """Effect."""\n    return """a"""\n')).toBe(
    'def f():\n    return """a"""\n',
  );
  expect(withoutComments("/etc/apt/x", '// why\nA "1"; // here\n#clear B;\n')).toBe('A "1"; // here\n#clear B;\n');
  expect(withoutComments("/x", 'a """b\n  """c"""\n')).toBe('a """b\n  """c"""\n');
});

const files = [...staticFiles(), ...staticFiles("cloud-init/bundle")];

test("every bash file still parses as the server gets it", () => {
  const scripts = files.filter(
    (f) => f.content.startsWith("#!/bin/bash") || /\/(setup\.d|release\.d)\/|\.sh$/.test(f.path),
  );
  expect(scripts.length).toBeGreaterThan(25);
  for (const script of scripts) {
    const { status, stderr } = runBash("bash -n", [], { input: script.content });
    expect(status, `${script.path}: ${stderr}`).toBe(0);
  }
});

test("every Python file still parses as the server gets it", () => {
  const scripts = files.filter((f) => f.path.endsWith(".py") || f.content.startsWith("#!/usr/bin/python3"));
  expect(scripts.map((f) => f.path.split("/").pop()).sort()).toEqual([
    "apply",
    "await-stack",
    "certificate",
    "certificate_files.py",
    "certificate_nginx.py",
    "certificate_order.py",
    "certificate_plan.py",
    "certificate_reasons.py",
    "certificate_status.py",
    "end-sessions",
    "printable",
    "records",
    "stack-policy",
    "stack_fields.py",
    "stack_nodes.py",
    "stack_shapes.py",
    "tree-policy",
  ]);
  const code = "import ast, json, sys\nfor text in json.load(sys.stdin): ast.parse(text)";
  const { status, stderr } = runPythonCode(code, [], { input: JSON.stringify(scripts.map((f) => f.content)) });
  expect(status, stderr).toBe(0);
});

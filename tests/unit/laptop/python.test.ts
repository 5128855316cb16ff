import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { pythonProblem, pythonVersion } from "../../../cli/machine/python";

it.each(["Python 3.10.0", "Python 3.13.5\n", "Python 4.0.1", "Python 3.14.0rc2"])("%s will do", (printed) =>
  expect(pythonProblem(printed)).toBeUndefined(),
);
it.each([
  ["Python 3.9.6\n", "FH-PYTHON-OLD: python3 is Python 3.9.6; expected Python 3.10 or newer."],
  ["Python 2.7.18", "FH-PYTHON-OLD: python3 is Python 2.7.18; expected Python 3.10 or newer."],
  ["spawn python3 ENOENT", "FH-PYTHON-OLD: python3 is spawn python3 ENOENT; expected Python 3.10 or newer."],
])("%j is named with what is expected", (printed, expected) => expect(pythonProblem(printed)).toContain(expected));

it("a shim that warns of a locale hides no version", async () => {
  const folder = mkdtempSync(join(tmpdir(), "freehold-shim-"));
  const warning = "bash: warning: setlocale: LC_ALL: cannot change locale (tr_TR.UTF-8)";
  writeFileSync(join(folder, "python3"), `#!/bin/sh\necho '${warning}' >&2\necho Python 3.13.5\n`, { mode: 0o755 });
  expect(await pythonVersion({ PATH: `${folder}:/usr/bin:/bin` })).toBe("Python 3.13.5\n");
  rmSync(folder, { recursive: true });
});

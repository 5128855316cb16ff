import { runPythonCode, scripts } from "./run-script";

export interface Judged {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

const code = `
import contextlib, io, json, sys
sys.path.insert(0, sys.argv[1])
from policy.stack.policy import main
results = []
for text in json.load(sys.stdin):
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        status = main(io.BytesIO(text.encode("latin-1")), "a" * 40, "b" * 40, 1024)
    results.append({"status": status, "stdout": out.getvalue(), "stderr": err.getvalue()})
print(json.dumps(results))
`;

/** What stack-policy says to each compose.yaml (bytes as latin-1 text), with tree ids of forty `a` (app) and `b` (nginx), on a server of 1 GB. */
export function judgeStacks(composeFiles: readonly string[]): Judged[] {
  const { status, stdout, stderr } = runPythonCode(code, [scripts], { input: JSON.stringify(composeFiles) });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout) as Judged[];
}

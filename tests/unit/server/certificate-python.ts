import { runPythonCode, scripts } from "./run-script";

const code = `
import dataclasses, json, sys
sys.path.insert(0, sys.argv[1])
from certificate.nginx import render
from certificate.plan import Have, Plan, decide, failed, good, next_look, plan_of, site_url
from certificate.reasons import Failure, explain
from certificate.status import lines
H, D = 3600, 86400
urls = ["http://blog.test:8080", "https://blog.test:8443", "203.0.113.5"]
settings = {"https": "auto", "domains": ["blog.test", "www.blog.test"], "acmeServer": "https://ca.test/dir", "hsts": True}
plan = plan_of(settings, urls)
bare = plan_of({**settings, "domains": []}, ["http://203.0.113.5", "https://203.0.113.5", "203.0.113.5"])
def cert(*names, begins=0, ends=90 * D, server="https://ca.test/dir", digest="0000abcd"):
    return Have(names=frozenset(names), begins=begins, ends=ends, server=server, digest=digest)
both, address = cert("blog.test", "www.blog.test"), cert("203.0.113.5", ends=160 * H)
refused = Failure("refused", "no", "do")
results = [eval(text) for text in json.load(sys.stdin)]
print(json.dumps(results, default=dataclasses.asdict))
`;

/** Values of Python expressions about the certificate program's pure parts, in one process. Names: see the code above. */
export function evaluate(...expressions: string[]): unknown[] {
  const { status, stdout, stderr } = runPythonCode(code, [scripts], { input: JSON.stringify(expressions) });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout) as unknown[];
}

export const value = (expression: string): unknown => evaluate(expression)[0];

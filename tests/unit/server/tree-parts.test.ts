import { expect, test } from "vitest";
import { runPythonCode, scripts } from "./run-script";

const code = `
import json, sys
sys.path.insert(0, sys.argv[1])
from policy.parts import Entry, parts
def of(files, dockerfile):
    rows = [Entry("100644", blob * 40, 1, path) for path, blob in files.items()]
    folders = {path.split("/")[0] for path in files if "/" in path} | {"nginx/conf"}
    return parts([*rows, *(Entry("040000", "f" * 40, 0, path) for path in folders)], lambda blob: dockerfile)
print(json.dumps([of(*one)._asdict() for one in json.load(sys.stdin)]))
`;

type Files = Readonly<Record<string, string>>;
interface Parts {
  readonly app: string;
  readonly nginx: string;
  readonly renderer: string;
  readonly given: string;
}

/** Paths with one hex digit each, of which the id of the blob is made. */
const blog: Files = {
  "compose.yaml": "1",
  "nginx/Dockerfile": "1",
  "nginx/conf/a.conf": "1",
  "app/Dockerfile": "1",
  "app/rendering/__main__.py": "1",
  "app/blog/web.py": "1",
  "app/requirements.txt": "1",
  "app/rendering-requirements.txt": "1",
  "app/site.toml": "1",
};
const stages = "FROM a AS x\nFROM x AS renderer\nFROM a as Serving\nFROM a\n";

function parts(...commits: [Files, string?][]): Parts[] {
  const input = JSON.stringify(commits.map(([files, dockerfile]) => [files, dockerfile ?? stages]));
  const { status, stdout, stderr } = runPythonCode(code, [scripts], { input });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout) as Parts[];
}

/** Which ids differ between the blog and one with these files besides. */
function changed(files: Files): string[] {
  const [before, after] = parts([blog], [{ ...blog, ...files }]) as [Parts, Parts];
  return (["app", "nginx", "renderer"] as const).filter((name) => before[name] !== after[name]);
}

test.each<[string, string, string[]]>([
  ["site.toml", "app/site.toml", []],
  ["a redirect", "app/redirects.txt", []],
  ["the author's checks", "app/checks", []],
  ["code of the app", "app/code.py", ["app"]],
  ["the renderer's packages", "app/rendering-requirements.txt", ["renderer"]],
  ["the app's packages, on which the renderer's Python may depend", "app/requirements.txt", ["app", "renderer"]],
  ["a conda environment", "app/environment.lock", ["app", "renderer"]],
  ["the Dockerfile", "app/Dockerfile", ["app", "renderer"]],
  ["nginx' image", "nginx/nginx.conf", ["nginx"]],
  ["what is outside", "README.md", []],
])("%s changes these images", (_name, path, images) => {
  expect(changed({ [path]: "2" })).toEqual(images);
});

test("an own app's image has no checks, and is all else", () => {
  const own = { "compose.yaml": "1", "app/Dockerfile": "1", "nginx/Dockerfile": "1", "nginx/conf/a.conf": "1" };
  const [one, other] = parts([{ ...own, "app/checks": "1" }], [{ ...own, "app/checks": "2" }]) as [Parts, Parts];
  expect(other).toEqual(one);
});

test.each<[string, Files, string]>([
  [
    "without a renderer",
    Object.fromEntries(Object.entries(blog).filter(([path]) => !path.includes("rendering/"))),
    stages,
  ],
  ["without the stage `renderer`", blog, "FROM a AS serving\n"],
  ["without the stage `serving`", blog, "FROM a AS renderer\n# FROM a AS serving\n"],
])("an app %s is one image, and all of it", (_name, files, dockerfile) => {
  const [own] = parts([files, dockerfile]);
  expect(own).toMatchObject({ app: "f".repeat(40), renderer: "" });
});

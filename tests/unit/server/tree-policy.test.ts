import { expect, test } from "vitest";
import { runPythonCode, scripts } from "./run-script";

const code = `
import json, sys
sys.path.insert(0, sys.argv[1])
from policy import tree
def judge(rows):
    found = [(mode, "x", len(target) if mode == "120000" else 0, path) for mode, target, path in rows]
    return list(tree.shape_problems([(m, f"{i}", s, p) for i, (m, _, s, p) in enumerate(found)],
                                      lambda blobs: {blob: rows[int(blob)][1] for blob in blobs}))
print(json.dumps([judge(rows) for rows in json.load(sys.stdin)]))
`;

type Entry = [mode: string, blobOrLinkTarget: string, path: string];
const file = (path: string): Entry => ["100644", "x", path];
const link = (path: string, target: string): Entry => ["120000", target, path];
const good = ["compose.yaml", "app/Dockerfile", "nginx/Dockerfile", "nginx/conf/site.conf"].map(file);
const without = (path: string) => good.filter((entry) => entry[2] !== path);

const table: [string, Entry[], string[]][] = [
  ["a whole tree", good, []],
  ["a commit without app/", without("app/Dockerfile"), ["app/Dockerfile is missing: it must be a plain file"]],
  ["no compose.yaml", without("compose.yaml"), ["compose.yaml is missing: it must be a plain file"]],
  [
    "a symlinked compose.yaml",
    [...without("compose.yaml"), link("compose.yaml", "/etc/passwd")],
    ["compose.yaml is a symbolic link: it must be a plain file"],
  ],
  [
    "no nginx configuration",
    without("nginx/conf/site.conf"),
    ["nginx/conf/ is missing: nginx's configuration belongs there"],
  ],
  ["a link inside its folder", [...good, link("app/static/new.css", "../static/old.css")], []],
  [
    "an absolute link",
    [...good, link("app/static/x", "/etc/shadow")],
    ["'app/static/x' is a symbolic link out of app/ (to '/etc/shadow')"],
  ],
  [
    "a link out of its folder",
    [...good, link("app/x", "../nginx/conf")],
    ["'app/x' is a symbolic link out of app/ (to '../nginx/conf')"],
  ],
  [
    "a link to a folder with a longer name",
    [...good, link("app/x", "../application")],
    ["'app/x' is a symbolic link out of app/ (to '../application')"],
  ],
  [
    "a link in nginx/conf",
    [...good, link("nginx/conf/x", "site.conf")],
    ["'nginx/conf/x' is a symbolic link: nginx/conf/ must have plain files"],
  ],
  [
    "a submodule",
    [...good, ["160000", "x", "app/theme"]],
    ["'app/theme' is a submodule: the server does not fetch them; commit the files themselves"],
  ],
  ["links and submodules where nothing is made of them", [...good, link("docs/x", "/etc"), ["160000", "x", "sub"]], []],
  [
    "a name in nginx/conf that begins with a dot",
    [...good, file("nginx/conf/..x")],
    ["FH-TREE-NAME: 'nginx/conf/..x' begins with a dot: name it without"],
  ],
  [
    "a link as long as a file",
    [...good, link("app/x", "y".repeat(5000))],
    ["FH-TREE-SIZE: the symbolic link 'app/x' has 5000 bytes; at most 4096 are read"],
  ],
  ["a name with a newline", [...good, link("app/a\nb", "/")], ["'app/a\\nb' is a symbolic link out of app/ (to '/')"]],
];

const { status, stdout, stderr } = runPythonCode(code, [scripts], {
  input: JSON.stringify(table.map((row) => row[1])),
});
if (status !== 0) throw new Error(stderr);
const judged = JSON.parse(stdout) as string[][];

test.each(table.map(([name, , expected], i) => [name, expected, i] as const))("%s", (_name, expected, i) => {
  expect(judged[i]).toEqual(expected);
});

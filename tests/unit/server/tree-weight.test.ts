import { execFileSync, spawn, spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { runPythonCode, scripts, temporaryDirectory } from "./run-script";

const git = (folder: string, args: string[], input?: string) =>
  execFileSync("git", ["-C", folder, "-c", "user.name=A", "-c", "user.email=a@b.test", ...args], {
    encoding: "utf8",
    input,
    maxBuffer: 1e9,
  }).trim();

const needed = { "compose.yaml": "", "app/Dockerfile": "", "nginx/Dockerfile": "", "nginx/conf/site.conf": "" };

/** A repository with one commit of these files. */
function commit(files: Record<string, string | Buffer>): string {
  const folder = temporaryDirectory();
  git(folder, ["init", "-q"]);
  for (const [path, content] of Object.entries({ ...needed, ...files })) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  git(folder, ["add", "-A"]);
  git(folder, ["commit", "-qm", "x"]);
  return folder;
}

/** What a release runs in a copy of itself (server/release/prepare.py): FOLDER DISK INODES. */
const treePolicy =
  "import sys; sys.path.insert(0, sys.argv[1]); from policy.tree import main; sys.exit(main(*map(int, sys.argv[2:])))";
const list = ["ls-tree", "-r", "-t", "-l", "-z", "--full-tree"];

function weigh(folder: string, { tree = "HEAD", disk = 1e9, inodes = 1e6 } = {}) {
  const input = execFileSync("git", ["-C", folder, ...list, tree], { maxBuffer: 1e9 });
  const { status, stdout, stderr } = runPythonCode(treePolicy, [scripts, String(disk), String(inodes)], { input });
  expect(stderr).toBe("");
  return { status, lines: stdout.trimEnd().split("\n") };
}

test("gives the ids of what goes into the images: nginx without its configuration, as git mktree would", () => {
  const folder = commit({ "nginx/a\tconf": "x", "nginx/errors/x.html": "y", "app/x.py": "z" });
  const without = git(folder, ["ls-tree", "HEAD:nginx"])
    .split("\n")
    .filter((line) => !line.endsWith("\tconf"))
    .join("\n");
  const nginx = git(folder, ["mktree"], `${without}\n`);
  const given = ["compose.yaml", "app/Dockerfile", "nginx/Dockerfile", "nginx/conf"];
  const ids = given.map((path) => git(folder, ["rev-parse", `HEAD:${path}`])).join(" ");
  const { status, lines } = weigh(folder);
  expect(status).toBe(0);
  expect(JSON.parse(lines[0] ?? "")).toEqual({
    app: git(folder, ["rev-parse", "HEAD:app"]),
    nginx,
    renderer: "",
    given: ids,
    checks: [],
  });
});

test.each([
  ["compose.yaml", 65_537, "FH-TREE-SIZE: compose.yaml has 65537 bytes; at most 65536 are read"],
  ["app/Dockerfile", 65_537, "FH-TREE-SIZE: app/Dockerfile has 65537 bytes; at most 65536 are read"],
  ["nginx/.dockerignore", 65_537, "FH-TREE-SIZE: nginx/.dockerignore has 65537 bytes; at most 65536 are read"],
  ["nginx/conf/big.conf", 2_000_000, "FH-TREE-SIZE: the files below nginx/conf/ have 1 MB; at most 1 MB are released"],
])("%s of %i bytes", (path, size, line) => {
  expect(weigh(commit({ [path]: "#".repeat(size) }))).toEqual({ status: 1, lines: [line] });
});

test("takes each of them at its limit", () => {
  const files = ["compose.yaml", "app/Dockerfile", "nginx/Dockerfile", "app/.dockerignore"];
  expect(weigh(commit(Object.fromEntries(files.map((name) => [name, "#".repeat(65_536)]))))).toMatchObject({
    status: 0,
  });
});

test("what does not fit on the disk is refused with numbers, by blocks and with something to spare", () => {
  const folder = commit({ "app/x": Buffer.alloc(3_000_000) });
  expect(weigh(folder, { disk: 7_000_000 }).lines).toEqual([
    "FH-DISK-FULL: this commit needs 7 MB, 6 MB are free. Make it smaller, or ask the operator to free disk space",
  ]);
  expect(weigh(folder, { disk: 8_000_000 }).status).toBe(0);
  expect(weigh(folder, { inodes: 100 }).lines).toEqual([
    "FH-DISK-FULL: this commit needs 106 inodes, 100 are free. Ask the operator to free some",
  ]);
});

test("too many files below a folder", () => {
  const files = Object.fromEntries(Array.from({ length: 201 }, (_, i) => [`nginx/conf/${i}.conf`, ""]));
  expect(weigh(commit(files)).lines).toEqual([
    "FH-TREE-ENTRIES: there are 202 files below nginx/conf/; at most 200 are released",
  ]);
});

test("a path that no file system takes", () => {
  const folder = commit({});
  const blob = git(folder, ["hash-object", "-w", "--stdin"], "x");
  git(folder, ["update-index", "--add", "--cacheinfo", `100644,${blob},app/${"y".repeat(256)}`]);
  expect(weigh(folder, { tree: git(folder, ["write-tree"]) }).lines).toEqual([
    `FH-TREE-NAME: a path may have 1024 bytes and a name 255: 'app/${"y".repeat(56)}'…`,
  ]);
});

/** A tree whose listing has 10 to the power of 12 entries: twelve levels, each naming the next ten times. */
test("a tree that names itself a billion times is not listed: git ends with the reader", async () => {
  const folder = commit({});
  let tree = git(folder, ["mktree"], `100644 blob ${git(folder, ["hash-object", "-w", "--stdin"], "x")}\tf\n`);
  for (let level = 0; level < 12; level++) {
    const rows = Array.from({ length: 10 }, (_, i) => `040000 tree ${tree}\td${i}\n`);
    tree = git(folder, ["mktree"], rows.join(""));
  }
  const lister = spawn("git", ["-C", folder, ...list, tree], { stdio: ["ignore", "pipe", "ignore"] });
  const ended = new Promise((resolve) => lister.on("exit", (_, signal) => resolve(signal)));
  const python = spawn("python3", ["-c", treePolicy, scripts, "1000000000", "1000000"], {
    stdio: [lister.stdout, "pipe", "inherit"],
  });
  // This process must not hold the pipe open: only the reader's end counts.
  lister.stdout.destroy();
  let output = "";
  python.stdout.on("data", (data) => {
    output += data;
  });
  const status = await new Promise((resolve) => python.on("close", resolve));
  expect({ status, output }).toEqual({
    status: 1,
    output: "FH-TREE-ENTRIES: the commit has more than 50000 files and folders\n",
  });
  expect(await ended).toBe("SIGPIPE");
});

test("a listing that was cut off in the middle of a path is no tree", () => {
  const input = spawnSync("git", ["-C", commit({}), ...list, "HEAD"]).stdout.subarray(0, -5);
  expect(runPythonCode(treePolicy, [scripts, "1000000000", "1000000"], { input }).stdout).toBe(
    "nginx/conf/ is missing: nginx's configuration belongs there\n",
  );
});

import { execFileSync } from "node:child_process";
import { chownSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { readRepository, repositoryProblem } from "../../../infra/release/repository";

let base: string;
let folder: string;
const before = { ...process.env };

const git = (...args: string[]) =>
  execFileSync("git", ["-C", folder, "-c", "user.name=Ada", "-c", "user.email=ada@example.org", ...args], {
    encoding: "utf8",
    stdio: "pipe",
  }).trim();

beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), "freehold-repository-"));
  folder = join(base, `Größe 100% "b" it's`);
  mkdirSync(folder);
  process.env["GIT_CONFIG_GLOBAL"] = join(base, "gitconfig");
});
afterEach(() => {
  process.env = { ...before };
  rmSync(base, { recursive: true });
});

function commit(files: Record<string, string> = {}) {
  git("init", "-q", "-b", "main");
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(folder, path, ".."), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  git("add", ".");
  git("commit", "-q", "--allow-empty", "-m", "one");
}

/** The codes of all problems. */
const codes = () => {
  const read = readRepository(folder);
  return "problems" in read ? read.problems.map((problem) => problem.split(":")[0]) : [];
};

it("a repository in a folder with a name of any kind", () => {
  commit();
  expect(readRepository(folder)).toEqual({ head: git("rev-parse", "HEAD"), uncommitted: [], root: folder });
});

it("the user's settings of git status hide nothing", () => {
  writeFileSync(
    join(base, "gitconfig"),
    "[status]\nshowUntrackedFiles = no\nshort = true\nbranch = true\n[color]\nui = always\n",
  );
  commit();
  mkdirSync(join(folder, "app"));
  writeFileSync(join(folder, "app", "new.md"), "");
  expect(readRepository(folder)).toMatchObject({ uncommitted: ["app/"] });
});

it("no repository: git init is advised there only", () => {
  expect(codes()).toEqual(["FH-GIT-NONE"]);
});

it("no commit", () => {
  git("init", "-q");
  expect(codes()).toEqual(["FH-GIT-EMPTY"]);
});

it.runIf(process.getuid?.() === 0)("another user's folder: git's own way out, and no new history", () => {
  commit();
  chownSync(folder, 1000, 1000);
  const read = readRepository(folder);
  expect(codes()).toEqual(["FH-GIT-OWNER"]);
  const command = /If it is yours: (.*)$/.exec("problems" in read ? (read.problems[0] ?? "") : "")?.[1] ?? "false";
  expect(command).not.toContain("git init");
  execFileSync("sh", ["-c", command]);
  expect(codes()).toEqual([]);
});

it("a repository that is broken: git's own last line", () => {
  commit();
  writeFileSync(join(folder, ".git", "HEAD"), "");
  expect(codes()).toEqual(["FH-GIT-FAILED"]);
  expect(repositoryProblem("/x", "warning: first\nfatal: the cause", true)).toBe(
    "FH-GIT-FAILED: git cannot read the repository at /x: fatal: the cause",
  );
});

it("names by SHA-256, Windows' line ends and Git LFS, all at once", () => {
  git("init", "-q", "--object-format=sha256", "-b", "main");
  commit({
    "infra/access/write": "#!/bin/bash\r\ntrue\r\n",
    "app/posts/.gitattributes": "*.png filter=lfs diff=lfs merge=lfs -text\n",
  });
  expect(codes()).toEqual(["FH-GIT-FORMAT", "FH-GIT-CRLF", "FH-GIT-LFS"]);
});

it("a clone under core.autocrlf has the commit's own line ends", () => {
  const clone = join(base, "clone");
  execFileSync("git", ["clone", "-q", "-c", "core.autocrlf=true", "--depth=1", `file://${process.cwd()}`, clone]);
  const ends = execFileSync("git", ["-C", clone, "ls-files", "--eol"], { encoding: "utf8" });
  expect(ends.split("\n").filter((line) => /w\/(crlf|mixed)/.test(line))).toEqual([]);
  expect(ends).toMatch(/w\/lf .*infra\/access\/write/);
});

it("variables of git that another command has exported mean nothing", () => {
  commit();
  const other = join(base, "other");
  execFileSync("git", ["init", "-q", other]);
  Object.assign(process.env, {
    GIT_DIR: join(other, ".git"),
    GIT_WORK_TREE: other,
    GIT_INDEX_FILE: join(other, "index"),
    GIT_OBJECT_DIRECTORY: join(other, "objects"),
    GIT_CONFIG_COUNT: "1",
    GIT_CONFIG_KEY_0: "status.showUntrackedFiles",
    GIT_CONFIG_VALUE_0: "no",
    GIT_CONFIG_PARAMETERS: "'color.ui=always'",
    GIT_LITERAL_PATHSPECS: "1",
    GIT_NAMESPACE: "theirs",
    GIT_CEILING_DIRECTORIES: base,
  });
  const read = readRepository(folder);
  for (const name of Object.keys(process.env))
    if (name.startsWith("GIT_") && !(name in before)) delete process.env[name];
  process.env["GIT_CONFIG_GLOBAL"] = join(base, "gitconfig");
  expect(read).toEqual({ head: git("rev-parse", "HEAD"), uncommitted: [], root: folder });
});

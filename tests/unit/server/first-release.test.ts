import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";
import {
  laterFiles,
  manifestPath,
  renderBundle,
  renderUserData,
  type UserDataInput,
} from "../../../infra/boot/user-data";
import { runBash, runPython, scriptPath, temporaryDirectory } from "./run-script";

const key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ8xN0bTqvmzO3vPgg1Zr1yHq0Zr8Y0c2m0cN5uXn3yE operator";
const input: UserDataInput = {
  hostname: "freehold-dev",
  hostKey: { private: "private", public: key },
  operatorKey: key,
  authors: [key],
  settings: {
    https: "off",
    domains: [],
    acmeServer: "https://ca.test",
    hsts: false,
    shape: "micro",
    memoryGb: 1,
  },
  secrets: {},
  upkeep: "Sun 03:30",
  newer: { version: "0.1.0" },
  firstRelease: { repository: "https://example.org/blog.git", commit: "c".repeat(40) },
};

function newRoot(): string {
  const root = temporaryDirectory();
  mkdirSync(join(root, "run"));
  return root;
}

/** What `git archive COMMIT server` would give of a commit of the working tree. */
function archive(): Buffer {
  const cwd = resolve(__dirname, "../../..");
  const { status, stdout } = spawnSync("bash", ["-c", "tar --exclude=__pycache__ -cf - server"], {
    cwd,
    maxBuffer: 1e8,
  });
  expect(status).toBe(0);
  return stdout;
}

/** Lines that `apply` printed. */
function apply(root: string, text: string | Buffer, ...args: string[]): string[] {
  const { status, stdout, stderr } = runPython("apply", args, { input: text, env: { FREEHOLD_ROOT: root } });
  expect(status, stderr).toBe(0);
  return stdout.trimEnd().split("\n");
}

test("the commit's server/ comes to the places and with the modes that `up` would give it", () => {
  const root = newRoot();
  const later = laterFiles();
  const lines = apply(root, archive(), "--archive");
  expect([...lines].sort()).toEqual(
    [...later.map((f) => f.path), manifestPath].map((path) => `new     ${path}`).sort(),
  );
  for (const { path, permissions, content } of later) {
    expect((statSync(join(root, path)).mode & 0o7777).toString(8).padStart(4, "0"), path).toBe(permissions);
    expect(readFileSync(join(root, path), "utf8"), path).toBe(content);
  }
});

test("the parts of setup come after what they run, the manifest last", () => {
  const lines = apply(newRoot(), archive(), "--archive");
  const first = lines.findIndex((line) => line.includes("/setup.d/"));
  expect(lines.slice(first, -1).filter((line) => !line.includes("/setup.d/"))).toEqual([]);
  expect(lines.at(-1)).toBe(`new     ${manifestPath}`);
});

test("`up` finds the same files: nothing but the pin goes", () => {
  const root = newRoot();
  apply(root, renderUserData(input));
  apply(root, archive(), "--archive");
  expect(apply(root, renderBundle(input))).toEqual([
    "new     /etc/freehold/upkeep",
    "new     /etc/systemd/system/freehold-upkeep.timer.d/window.conf",
    "new     /etc/freehold/newer.json",
    "new     /etc/freehold/secrets.json",
    `changed ${manifestPath}`,
    "removed /etc/freehold/first-release",
  ]);
});

test.each([
  ["a commit without the folder", "mkdir server && tar -cf - server", "has no folder server/"],
  ["another folder", "mkdir app && touch app/x && tar -cf - app", "app/x is no plain file of server/"],
  ["a link", "mkdir server && ln -s /etc/passwd server/x && tar -cf - server", "server/x is no plain file of server/"],
  ["no archive at all", "true", ""],
])("%s is not taken", (_name, command, words) => {
  const { stdout } = spawnSync("bash", ["-c", command], { cwd: temporaryDirectory() });
  const root = newRoot();
  const done = runPython("apply", ["--archive"], { input: stdout, env: { FREEHOLD_ROOT: root } });
  expect([done.status, done.stdout]).toEqual([1, ""]);
  expect(done.stderr).toMatch(/^server\/ cannot be taken: /);
  expect(done.stderr).toContain(words);
});

/** A repository with two commits, and the part of setup that takes one of them. What is root's and the author's is one user's here. */
function takeCommit(choose: (ids: string[]) => string) {
  const folder = temporaryDirectory();
  const git = (...args: string[]) => {
    const who = ["-c", "user.name=Bo", "-c", "user.email=bo@example.org"];
    const { status, stdout, stderr } = spawnSync("git", ["-C", folder, ...who, ...args], { encoding: "utf8" });
    expect(status, stderr).toBe(0);
    return stdout.trim();
  };
  git("init", "--quiet", "--initial-branch=main", "theirs");
  git("init", "--quiet", "--bare", "--initial-branch=main", "blog.git");
  mkdirSync(join(folder, "theirs/server"));
  const ids = ["one", "two"].map((text) => {
    writeFileSync(join(folder, "theirs/server/x"), text);
    git("-C", "theirs", "add", ".");
    git("-C", "theirs", "commit", "--quiet", "-m", text);
    return git("-C", "theirs", "rev-parse", "HEAD");
  });
  const commit = choose(ids);
  writeFileSync(join(folder, "pinned"), `${commit} file://${folder}/theirs\n`);
  writeFileSync(join(folder, "apply"), `#!/bin/bash\ntar -xOf - server/x >${folder}/brought\n`, { mode: 0o755 });
  const part = readFileSync(scriptPath("setup.d/72-first-release"), "utf8")
    .replace("/etc/freehold/first-release", join(folder, "pinned"))
    .replace("/var/lib/freehold/server-commit", join(folder, "mark"))
    .replace("/usr/local/lib/freehold", folder)
    .replace("/srv/freehold/blog.git", join(folder, "blog.git"));
  // The pause between two tries ends the time for them.
  const before = `as_author() { "$@"; }\nsleep() { SECONDS=301; }\n`;
  const { status, stdout } = runBash(before + part);
  const read = (name: string) =>
    existsSync(join(folder, name)) ? readFileSync(join(folder, name), "utf8").trim() : undefined;
  const main = spawnSync("git", ["-C", join(folder, "blog.git"), "rev-parse", "--verify", "--quiet", "main"]);
  return { status, stdout, commit, main: main.stdout.toString().trim(), brought: read("brought"), mark: read("mark") };
}

test("first boot takes the pinned commit, not what the repository has now", () => {
  const { commit, ...taken } = takeCommit(([first = ""]) => first);
  expect(taken).toMatchObject({ status: 10, main: commit, brought: "one", mark: commit });
});

test.each([
  ["a commit that the repository lacks", "e".repeat(40)],
  ["a branch in place of a commit", "main"],
  ["an option in place of a commit", "--upload-pack=false"],
])("%s: nothing is taken, and setup goes on", (_name, commit) => {
  const taken = takeCommit(() => commit);
  expect(taken).toMatchObject({ status: 0, main: "", brought: undefined, mark: undefined });
  expect(taken.stdout).toContain("`up` brings it");
});

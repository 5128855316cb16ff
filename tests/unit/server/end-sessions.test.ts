import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterEach, beforeEach, expect, test } from "vitest";
import { fingerprint } from "../../../infra/boot/user-data";
import { runPython, runPythonCode, temporaryDirectory } from "./run-script";

const key = (letter: string) => `ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI${letter.repeat(43)}`;
const [ada, bob, carol] = ["A", "B", "C"].map(key) as [string, string, string];

let root: string;
let started: ChildProcess[];
beforeEach(() => {
  root = temporaryDirectory();
  started = [];
  mkdirSync(join(root, "run/freehold/ssh"), { recursive: true });
  mkdirSync(join(root, "etc/freehold/keys"), { recursive: true });
});
afterEach(() => {
  for (const child of started) process.kill(-(child.pid as number), "SIGKILL");
});

const stat = (pid: number) => readFileSync(`/proc/${pid}/stat`, "latin1").split(") ").pop()?.split(" ") ?? [];

/** Whether a process runs; one that has ended and was not waited for does not. */
function lives(pid: number): boolean {
  try {
    return stat(pid)[0] !== "Z";
  } catch {
    return false;
  }
}

/** A process by the name of its first argument, and those below it. */
type Tree = readonly [name: string, ...below: Tree[]];

/** Plays such a process: prints its name and number; one that is called `deaf` does not end by SIGTERM. */
const player = `
import json, os, signal, subprocess, sys
name, *below = json.loads(sys.argv[1])
if name == "deaf":
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
os.write(1, f"{name} {os.getpid()}\\n".encode())
for tree in below:
    subprocess.Popen([tree[0], "-c", os.environ["PLAYER"], json.dumps(tree)], executable=os.readlink("/proc/self/exe"))
while True:
    signal.pause()
`;
/** Not by a shim on the PATH, and with its library named: under another name it would not find that. */
const [python = "", home = ""] = runPythonCode("import sys; print(sys.executable, sys.base_prefix)", [])
  .stdout.trim()
  .split(" ");
const namesOf = ([name, ...below]: Tree): string[] => [name, ...below.flatMap(namesOf)];

/** A connection as sshd makes it, with its note. Gives the numbers by name. */
async function connection(user: string, publicKey: string, ...work: Tree[]): Promise<Record<string, number>> {
  const tree: Tree = [`sshd-session: ${user} [priv]`, [`sshd-session: ${user}@notty`, ...work]];
  const env = { ...process.env, PLAYER: player, PYTHONHOME: home };
  const args = ["-c", player, JSON.stringify(tree)];
  const child = spawn(python, args, { argv0: tree[0], env, detached: true, stdio: ["ignore", "pipe", "inherit"] });
  started.push(child);
  const lines = createInterface(child.stdout);
  const pids: Record<string, number> = {};
  for await (const line of lines) {
    const [, name = "", pid] = /^(.*) (\d+)$/.exec(line) ?? [];
    pids[name] = Number(pid);
    if (Object.keys(pids).length === namesOf(tree).length) break;
  }
  const pid = pids[tree[0]] as number;
  writeFileSync(join(root, `run/freehold/ssh/${pid}`), `${user} ${fingerprint(publicKey)} ${stat(pid)[19]}\n`);
  return pids;
}
const noteOf = (pids: Record<string, number>) => String(Object.values(pids)[0]);

function list(user: string, ...lines: string[]) {
  writeFileSync(join(root, `etc/freehold/keys/${user}`), lines.map((line) => `${line}\n`).join(""));
}
const forced = (line: string) =>
  `restrict,command="/usr/local/lib/freehold/author/author-shell 'x' ${fingerprint(line)}" ${line} x`;

function endSessions(): string[] {
  const { status, stdout, stderr } = runPython("author/end-sessions", [], { env: { FREEHOLD_ROOT: root } });
  expect(status, stderr).toBe(0);
  return stdout.split("\n").filter(Boolean);
}
const living = (pids: Record<string, number>) =>
  Object.keys(pids)
    .filter((name) => lives(pids[name] as number))
    .sort();

test("of two authors the one that is no longer listed goes, with all that runs; the other stays", async () => {
  const [gone, stays] = await Promise.all([
    connection("author", ada, ["git-receive-pack", ["index-pack"]], ["logs"]),
    connection("author", bob, ["git-receive-pack"]),
  ]);
  list("author", forced(bob), forced(carol));
  expect(endSessions()).toEqual([`ended   the SSH session of author with the key ${fingerprint(ada)} (5 processes)`]);
  expect(living(gone)).toEqual([]);
  expect(living(stays)).toEqual(Object.keys(stays).sort());
  expect(endSessions()).toEqual([]);
  expect(readdirSync(join(root, "run/freehold/ssh"))).toEqual([noteOf(stays)]);
});

test.each(["release", "rollback", "settle"])(
  "a %s that root has begun ends by itself, and what waits for it; its client is gone",
  async (script) => {
    const begun = `/usr/local/lib/freehold/release/${script}`;
    const pids = await connection("author", ada, ["flock", ["git-receive-pack", [begun, ["docker"]]]], ["index-pack"]);
    list("author", forced(bob));
    expect(endSessions()).toHaveLength(1);
    expect(living(pids)).toEqual([begun, "docker", "flock", "git-receive-pack"]);
  },
);

test("an operator's key that was replaced takes its sudo sessions along, whatever they ignore", async () => {
  const pids = await connection("operator", ada, ["sudo", ["deaf", ["root-shell"]]]);
  list("operator", bob);
  list("author", forced(ada));
  expect(endSessions()).toHaveLength(1);
  expect(living(pids)).toEqual([]);
});

test("a number that belongs to another process by now is left alone, and its note forgotten", async () => {
  const pids = await connection("author", ada);
  writeFileSync(join(root, `run/freehold/ssh/${noteOf(pids)}`), `author ${fingerprint(ada)} 1\n`);
  list("author", forced(bob));
  expect(endSessions()).toEqual([]);
  expect(living(pids)).toHaveLength(2);
  expect(readdirSync(join(root, "run/freehold/ssh"))).toEqual([]);
});

test("no list at all lists nobody; a line that is no key lists nobody either", async () => {
  const [author, operator] = await Promise.all([connection("author", ada), connection("operator", bob)]);
  list("author", "# ssh-ed25519 !", "ssh-ed25519 AAAAA");
  expect(endSessions()).toHaveLength(2);
  expect([...living(author), ...living(operator)]).toEqual([]);
});

import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { bringHistory } from "../../../cli/backup/bring";
import { openBackup } from "../../../cli/backup/open";
import { pull } from "../../../cli/backup/pull";
import { root } from "../../../cli/paths";
import { memberOf } from "../../support/backup/sample";
import { ask } from "../../support/rehearsal/run";

/** A laptop and a played server (played_backup.py), between them an `ssh` that runs what it is told here. */
const stack = "test-of-pull";
const known = join(root, ".freehold", stack);
let play: string;
let live: string;

/** Not a passphrase, which costs a second each time. */
const key = await vi.hoisted(async () => {
  const age = await import("age-encryption");
  const identity = await age.generateIdentity();
  return { identity, recipient: await age.identityToRecipient(identity) };
});

vi.mock("../../../cli/backup/laptop", () => ({
  laptopPart: async () =>
    (["state.json", "settings.yaml"] as const).map((name) => ({
      member: memberOf([name, "{}"]),
      content: Buffer.from("{}"),
    })),
}));
vi.mock("../../../cli/backup/settings", async (original) => ({
  ...(await original<object>()),
  backupSettings: () => ({
    folder: join(play, "backups"),
    keep: 2,
    recipient: undefined,
    rehearsed: true,
    afterUp: false,
  }),
}));
vi.mock("../../../cli/backup/secret", async (original) => ({
  ...(await original<object>()),
  secretOf: () => ({ recipient: key.recipient }),
}));

const git = (...words: string[]) =>
  ask("git", ["-C", join(play, "work"), "-c", "user.name=Ada", "-c", "user.email=ada@example.org", ...words]);

/** What ssh does with the word that it is told: `%` is the played server's command. */
function sshRuns(script: string): void {
  const server = `python3 ${join(root, "tests/support/release/played_backup.py")} $word`;
  const text = `#!/bin/bash\nlast="\${@: -1}"; word="\${last##*backup/backup }"\n${script.replaceAll("%", () => server)}\n`;
  writeFileSync(join(play, "bin/ssh"), text);
  chmodSync(join(play, "bin/ssh"), 0o755);
}

function release(commit: string): void {
  ask("git", ["-C", join(play, "blog.git"), "update-ref", `refs/freehold/kept/${commit}`, commit]);
  writeFileSync(join(play, "state/live"), `${commit}\n`);
  const entry = { release: commit, author: "ada", how: "push", result: "live", seconds: 7, at: "2026-11-25T08:00:00Z" };
  writeFileSync(join(play, "state/releases.jsonl"), `${JSON.stringify(entry)}\n`);
}

beforeEach(() => {
  play = mkdtempSync(join(tmpdir(), "freehold-pull-"));
  for (const name of ["bin", "state", "run"]) mkdirSync(join(play, name));
  ask("git", ["init", "-q", "--bare", "-b", "main", join(play, "blog.git")]);
  ask("git", ["clone", "-q", join(play, "blog.git"), join(play, "work")]);
  git("commit", "-q", "--allow-empty", "-m", "one");
  git("push", "-q", "origin", "HEAD:main");
  live = git("rev-parse", "HEAD");
  release(live);
  ask("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", "", "-f", join(play, "host")]);
  mkdirSync(known, { recursive: true });
  writeFileSync(
    join(known, "known_hosts"),
    `freehold-${stack} ${readFileSync(join(play, "host.pub"), "utf8").trim()}\n`,
  );
  vi.stubEnv("PATH", `${join(play, "bin")}:${process.env["PATH"]}`);
  vi.stubEnv("PLAY", play);
  sshRuns("exec %");
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(play, { recursive: true });
  rmSync(known, { recursive: true });
});

const files = () => (existsSync(join(play, "backups")) ? readdirSync(join(play, "backups")) : []);
const noted = () => JSON.parse(readFileSync(join(play, "state/backup.json"), "utf8"));

async function fails(): Promise<string> {
  const error = await pull(stack).then(
    () => new Error("it did not fail"),
    (reason: Error) => reason,
  );
  return error.message;
}

describe("a backup over ssh", () => {
  it("is whole, private and remembered, and opens into what another server takes", async () => {
    const { path, bytes, manifest } = await pull(stack);
    expect([statSync(path).mode & 0o777, statSync(path).size]).toEqual([0o600, bytes]);
    expect(noted()).toEqual({ at: manifest.at, bytes, release: live });
    const opened = await openBackup(path, [key.identity], () => {});
    expect(opened.manifest).toMatchObject({ stack, live, certificate: null });
    expect(readFileSync(opened.path("state.json"), "utf8")).toBe("{}");
    // The same server, emptied: it has the live commit and a list of its own.
    release(live);
    const said = await bringHistory(stack, opened);
    opened.close();
    expect(said).toBe("took 1 entries of the list of releases and 0 days of readers");
  });

  it("stays in the number that is wanted", async () => {
    mkdirSync(join(play, "backups"));
    const before = ["2020", "2021", "2022"].map((year) => `freehold-${stack}-${year}-01-01T000000Z.tar.age`);
    for (const name of [...before, "notes", `.freehold-${stack}-2020.part`])
      writeFileSync(join(play, "backups", name), "");
    await pull(stack);
    expect(files().filter((name) => !name.includes("2026"))).toEqual([before[2], "notes"]);
    expect(files()).toHaveLength(3);
  });

  it("is none where what arrives is not whole, not the server's, or nothing", async () => {
    sshRuns('if [ "$word" = create ]; then % | head -c 3000; else %; fi');
    expect(await fails()).toMatch(/^FH-BACKUP-DAMAGED/);
    sshRuns('if [ "$word" = create ]; then %; printf more; else %; fi');
    expect(await fails()).toMatch(/^FH-BACKUP-DAMAGED/);
    sshRuns("echo 'FH-BACKUP-DISK: 3 MB are free' >&2; exit 1");
    expect(await fails()).toBe("FH-BACKUP-DISK: 3 MB are free");
    sshRuns("exit 127");
    expect(await fails()).toMatch(/^FH-SERVER-OLD/);
    sshRuns("echo 'Connection refused' >&2; exit 255");
    expect(await fails()).toBe("FH-BACKUP-SERVER: the server did not do it (status 255):\nConnection refused");
    sshRuns("exec %");
    writeFileSync(join(known, "known_hosts"), `freehold-${stack} ssh-ed25519 ${"A".repeat(68)}\n`);
    expect(await fails()).toMatch(/^FH-BACKUP-SIGNATURE/);
    expect(files()).toEqual([]);
    expect(existsSync(join(play, "state/backup.json"))).toBe(false);
  }, 120_000);
});

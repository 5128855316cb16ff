import { spawn } from "node:child_process";
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { isPulumi, isRunningPulumi, judgeLock, lockMessage, readLocks } from "../../../cli/recovery/locks";

const lock = { pid: 4711, username: "ada", hostname: "laptop", timestamp: "2026-11-22T08:00:00Z" };
const asker = { username: "ada", hostname: "laptop" };

describe("a lock in the file backend", () => {
  it("is stale when its owner was ours and is dead", () => expect(judgeLock(lock, asker, false)).toBe("stale"));
  it("is held when its owner lives", () => expect(judgeLock(lock, asker, true)).toBe("held"));
  it("is unknown when it is another machine's, whatever runs here under its number", () => {
    expect(judgeLock(lock, { ...asker, hostname: "server" }, false)).toBe("unknown");
    expect(judgeLock(lock, { ...asker, hostname: "server" }, true)).toBe("unknown");
  });
  it("is unknown when it is another user's", () => {
    expect(judgeLock(lock, { ...asker, username: "bob" }, false)).toBe("unknown");
  });

  it("names its owner and what to do", () => {
    expect(lockMessage("dev", lock, "held")).toBe(
      "Stack dev is in use by process 4711 of ada@laptop, since 2026-11-22T08:00:00Z. Wait until it has ended, or end it: kill 4711",
    );
    expect(lockMessage("dev", lock, "unknown")).toBe(
      "Stack dev is locked by process 4711 of ada@laptop, since 2026-11-22T08:00:00Z; whether that still runs cannot be seen from here.\n" +
        'If it has ended: eval "$(npm run -s env)"; pulumi cancel --yes --stack dev',
    );
  });

  it("is read from a folder as Pulumi writes it, and attributes files are passed over", () => {
    const folder = mkdtempSync(join(tmpdir(), "locks-"));
    writeFileSync(join(folder, "1826.json"), JSON.stringify(lock));
    writeFileSync(join(folder, "1826.json.attrs"), "{}");
    expect(readLocks(folder)).toEqual([lock]);
    rmSync(folder, { recursive: true });
    expect(readLocks(folder)).toEqual([]);
    expect(readLocks(undefined)).toEqual([]);
  });
});

describe("a process", () => {
  it.each([
    ["S pulumi", true],
    ["R+   /opt/pulumi", true],
    ["Z+   pulumi", false],
    ["Zs   (pulumi)", false],
    ["X pulumi", false],
    ["S node", false],
    ["", false],
  ])("shown as %j is a running Pulumi: %s", (shown, running) => expect(isRunningPulumi(shown)).toBe(running));

  it.runIf(process.platform === "linux")("that was killed and is not collected does not run", async () => {
    const folder = mkdtempSync(join(tmpdir(), "zombie-"));
    const program = join(folder, "pulumi");
    copyFileSync("/bin/sleep", program);
    const code = `import subprocess, sys
child = subprocess.Popen([sys.argv[1], "600"])
print(child.pid, flush=True)
sys.stdin.read()`;
    const parent = spawn("python3", ["-c", code, program]);
    const pid = Number(await new Promise((done) => parent.stdout.once("data", done)));
    await waitFor(() => readFileSync(`/proc/${pid}/stat`, "utf8").includes("(pulumi)"));
    expect(await isPulumi(pid)).toBe(true);
    process.kill(pid, "SIGKILL");
    await waitFor(() => readFileSync(`/proc/${pid}/stat`, "utf8").includes(") Z"));
    expect(await isPulumi(pid)).toBe(false);
    parent.kill("SIGKILL");
    rmSync(folder, { recursive: true });
  });
});

async function waitFor(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((next) => setTimeout(next, 10));
}

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { judgeLock, lockMessage, readLocks } from "../../../cli/recovery/locks";

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

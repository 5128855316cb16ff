import { existsSync, readdirSync, readFileSync } from "node:fs";
import { hostname, userInfo } from "node:os";
import { join } from "node:path";
import { UserError } from "../../infra/user-error";
import { execute, must } from "../execute";
import { readJson } from "../files";
import { lockFolder } from "../pulumi/backend";
import { placeOf, pulumiCommand } from "../pulumi/environment";
import { say } from "../step";

/** What Pulumi's file backend writes into a lock (pkg/backend/diy/lock.go). */
export interface Lock {
  readonly pid: number;
  readonly username: string;
  readonly hostname: string;
  readonly timestamp: string;
}

/** `stale`: its owner is dead. `held`: it lives. `unknown`: it is another machine's or user's, and cannot be asked. */
export type LockState = "stale" | "held" | "unknown";

/** Judges a lock, given who asks and whether a Pulumi process with that number runs here. Pure. */
export function judgeLock(lock: Lock, asker: Pick<Lock, "username" | "hostname">, lives: boolean): LockState {
  if (lock.hostname !== asker.hostname || lock.username !== asker.username) return "unknown";
  return lives ? "held" : "stale";
}

/**
 * Whether `ps` shows a running Pulumi, given its state and name ("S pulumi"). A zombie (Z) was killed and only waits to be
 * collected; the number may have gone to another program since. Pure.
 */
export function isRunningPulumi(shown: string): boolean {
  const [, state = "Z", name = ""] = /^\s*(\S)\S*\s+(.*)$/m.exec(shown) ?? [];
  return state !== "Z" && state !== "X" && name.includes("pulumi");
}

/** Whether a process of this machine is a running Pulumi. */
export async function isPulumi(pid: number): Promise<boolean> {
  if (process.platform === "linux") {
    // Not by `ps`: a small image has none. "4711 (pulumi) S …"; the name may have brackets and spaces in it.
    const stat = readStat(pid);
    return isRunningPulumi(
      `${stat.slice(stat.lastIndexOf(")") + 2)[0] ?? "Z"} ${stat.slice(stat.indexOf("(") + 1, stat.lastIndexOf(")"))}`,
    );
  }
  const { stdout } = await execute("ps", ["-p", String(pid), "-o", "stat=,comm="]);
  return isRunningPulumi(stdout);
}

/** Linux's line about a process; empty where there is none. */
function readStat(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/stat`, "utf8");
  } catch {
    return "";
  }
}

export function readLocks(folder: string | undefined): Lock[] {
  if (!folder || !existsSync(folder)) return [];
  const files = readdirSync(folder).filter((name) => name.endsWith(".json"));
  return files.map((name) => readJson<Lock>(join(folder, name))).filter((lock) => lock !== undefined);
}

/** What a person is told about a lock that is in the way. Pure. */
export function lockMessage(stack: string, lock: Lock, state: LockState): string {
  const owner = `process ${lock.pid} of ${lock.username}@${lock.hostname}, since ${lock.timestamp}`;
  if (state === "held")
    return `Stack ${stack} is in use by ${owner}. Wait until it has ended, or end it: kill ${lock.pid}`;
  return (
    `Stack ${stack} is locked by ${owner}; whether that still runs cannot be seen from here.\n` +
    `If it has ended: eval "$(npm run -s env)"; pulumi cancel --yes --stack ${stack}`
  );
}

/** Removes locks whose owner was killed. A file backend's only: others have their own. Throws where a lock may be rightly held.
 * @returns whether there was one */
export async function removeStaleLocks(stack: string, place = placeOf(stack)): Promise<boolean> {
  const locks = readLocks(lockFolder(stack, place));
  const asker = { username: userInfo().username, hostname: hostname() };
  for (const lock of locks) {
    const state = judgeLock(lock, asker, await isPulumi(lock.pid));
    if (state !== "stale") throw new UserError(lockMessage(stack, lock, state));
  }
  if (locks.length === 0) return false;
  await must(pulumiCommand(), ["cancel", "--yes", "--stack", stack], {
    cwd: place.folder,
    env: place.environment,
  });
  const pids = locks.map(({ pid }) => pid).join(", ");
  say(`repair: removed the lock of a run that was killed (process ${pids})`);
  return true;
}

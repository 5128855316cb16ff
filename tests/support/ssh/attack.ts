import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Checkout } from "../rehearsal/checkout";
import type { Result } from "../rehearsal/run";

/** How many connections an attack has tried, and how many of them sshd saw. */
export interface Counts {
  readonly tried: number;
  readonly open: number;
}

export interface Attack {
  /** Ends it. */
  stop(): Promise<Counts>;
}

export interface AttackOptions {
  /** First address; each next one is one more. Default: 198.18.0.1, which nobody has. */
  readonly first?: string;
}

const program = readFileSync(join(__dirname, "attack.py"), "utf8");

/**
 * Connections without a key to the server's sshd, inside the server: `each` from each of `addresses` addresses. Begun when it resolves.
 * @param mode see attack.py: `silent`, `banner`, `kex`, `hasty`, with `+` or `!` behind it
 */
export async function attack(
  site: Checkout,
  mode: string,
  addresses: number,
  each: number,
  { first = "198.18.0.1" }: AttackOptions = {},
): Promise<Attack> {
  const words = [mode, addresses, each, 900, "10.0.0.2", first].map(String);
  const child = spawn("docker", ["exec", "-i", `freehold-${site.stack}`, "python3", "-c", program, ...words], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  if ((await lines.next()).value !== "ready") throw new Error("the attack did not begin");
  return {
    async stop() {
      const ended = once(child, "close");
      child.stdin.end();
      const counts = (await lines.next()).value as string;
      await ended;
      const count = (name: string) => Number(new RegExp(`${name}=(\\d+)`).exec(counts)?.[1]);
      return { tried: count("tried"), open: count("open") };
    },
  };
}

/** Does something while such an attack lasts, which ends with it. Gives what came of it, and the attack's counts. */
export async function underAttack<T>(
  site: Checkout,
  [mode, addresses, each, first]: readonly [mode: string, addresses: number, each: number, first?: string],
  work: () => Promise<T>,
): Promise<{ readonly result: T; readonly counts: Counts }> {
  const attacker = await attack(site, mode, addresses, each, first === undefined ? {} : { first });
  const [outcome] = await Promise.allSettled([work()]);
  const counts = await attacker.stop();
  if (outcome.status === "rejected") throw outcome.reason;
  return { result: outcome.value, counts };
}

/** MB that all of sshd's processes take (proportional set size), those of logged-in people included. */
export async function sshdMemory(site: Checkout): Promise<number> {
  const files = "grep -lE '^(sshd|sshd-session|sshd-auth)$' /proc/[0-9]*/comm | sed 's/comm$/smaps_rollup/'";
  const { output } = await site.inServer(`exec 2>/dev/null; cat $(${files}) | awk '/^Pss:/ {kb += $2} END {print kb}'`);
  return Math.round(Number(output) / 1024);
}

/** What a person does with a key: an author asks for help, the operator runs a command. With the time it took, in milliseconds. */
export async function logIn(site: Checkout, user: "author" | "operator"): Promise<Result & { readonly ms: number }> {
  const begun = Date.now();
  const result = await site.ssh(user, ...(user === "author" ? ["help"] : ["true"]));
  return { ...result, ms: Date.now() - begun };
}

/** Both log in again and again; gives what failed, the longest time, and sshd's memory at most, seen once for each pair. */
export async function logInOften(site: Checkout, times: number) {
  const failed: Result[] = [];
  let [slowest, memory] = [0, 0];
  for (let i = 0; i < times; i++) {
    for (const user of ["author", "operator"] as const) {
      const result = await logIn(site, user);
      if (result.status !== 0) failed.push(result);
      slowest = Math.max(slowest, result.ms);
    }
    memory = Math.max(memory, await sshdMemory(site));
  }
  return { failed, slowest, memory };
}

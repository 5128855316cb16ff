import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Result, run } from "../rehearsal/run";

const program = readFileSync(join(__dirname, "attack.py"), "utf8");

/**
 * Clients without a key (attack.py) inside of a rehearsed server, from addresses of their own, while `work` runs. They end with it, and
 * after ten minutes in any case.
 */
export async function withStrangers<T>(
  server: string,
  mode: "silent" | "banner" | "kex" | "hasty",
  { addresses, each }: { readonly addresses: number; readonly each: number },
  work: () => Promise<T>,
): Promise<T> {
  const args = ["exec", "-i", server, "python3", "-c", program, mode, String(addresses), String(each), "600"];
  const child = spawn("docker", args, { stdio: ["pipe", "pipe", "inherit"] });
  const ended = new Promise((resolve) => child.on("close", resolve));
  await new Promise<void>((resolve) => child.stdout.on("data", (text) => String(text).includes("ready") && resolve()));
  try {
    return await work();
  } finally {
    child.stdin.end();
    await ended;
  }
}

/** Proportional memory of all of sshd's processes, in kB, sessions that are logged in included. */
export async function sshdKilobytes(server: string): Promise<number> {
  const sum = `for p in $(ps axo pid=,args= | awk '$2 ~ /^(.*\\/)?sshd/ {print $1}'); do
    awk '/^Pss:/ {print $2}' /proc/$p/smaps_rollup 2>/dev/null; done | awk '{n += $1} END {print n + 0}'`;
  const { output }: Result = await run("docker", ["exec", server, "bash", "-c", sum]);
  return Number(output);
}

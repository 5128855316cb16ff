import { spawn } from "node:child_process";
import { ask } from "../rehearsal/run";
import { round } from "./timing";

/**
 * Most memory that a server's processes held while `work` ran, in MB, looked at five times a second. Page cache is not
 * counted: the kernel gives it back. cgroup v1's rss, v2's anon.
 */
export async function peakMemory<T>(container: string, work: () => Promise<T>): Promise<{ result: T; peak: number }> {
  const look =
    "while sleep 0.2; do awk '/^(total_rss|anon) / {print $2}' /sys/fs/cgroup/memory/memory.stat /sys/fs/cgroup/memory.stat 2>/dev/null; done";
  const watch = spawn("docker", ["exec", "-i", container, "timeout", "900", "bash", "-c", look]);
  let peak = 0;
  watch.stdout.on("data", (chunk) => {
    for (const line of String(chunk).split("\n")) peak = Math.max(peak, Number(line));
  });
  try {
    return { result: await work(), peak: Math.round(peak / 1e6) };
  } finally {
    watch.kill();
  }
}

/** Memory that the server's processes hold, page cache not counted, in MB: cgroup v1's rss, v2's anon. */
export function idleMemory(container: string): number {
  const read = "cat /sys/fs/cgroup/memory/memory.stat /sys/fs/cgroup/memory.stat 2>/dev/null || true";
  const stat = ask("docker", ["exec", container, "bash", "-c", read]);
  const bytes = /^total_rss (\d+)$/m.exec(stat)?.[1] ?? /^anon (\d+)$/m.exec(stat)?.[1];
  return round(Number(bytes) / 1e6, 0);
}

/** Processor time of a server since it was made, in seconds: cgroup v1's cpuacct, v2's cpu.stat. */
export function cpuSeconds(container: string): number {
  const read = "cat /sys/fs/cgroup/cpuacct/cpuacct.usage /sys/fs/cgroup/cpu.stat 2>/dev/null || true";
  const found = ask("docker", ["exec", container, "bash", "-c", read]);
  const micro = /^usage_usec (\d+)$/m.exec(found)?.[1];
  return micro === undefined ? Number(/^\d+$/m.exec(found)?.[0]) / 1e9 : Number(micro) / 1e6;
}

import { resolve } from "node:path";
import { Checkout } from "../tests/support/rehearsal/checkout";
import { ask } from "../tests/support/rehearsal/run";
import { noChangeUp } from "./preview";
import { round, time } from "./timing";

const root = resolve(__dirname, "..");

/** Seconds that the steps of `pulumi up` took, from the engine's own `created (12s)`. */
function steps(lines: readonly { text: string }[]): Record<string, number> {
  const made = lines.flatMap(({ text }) => {
    const match = /^ \+ {2}\S+ (\S+) created \((\d+(?:\.\d+)?)s\)/.exec(text);
    return match === null ? [] : [[match[1] ?? "", Number(match[2])] as const];
  });
  return Object.fromEntries(made.filter(([, seconds]) => seconds >= 0.5));
}

/** Memory that the server's processes hold, page cache not counted, in MB: cgroup v1's rss, v2's anon. */
export function memory(container: string): number {
  const read = "cat /sys/fs/cgroup/memory/memory.stat /sys/fs/cgroup/memory.stat 2>/dev/null || true";
  const stat = ask("docker", ["exec", container, "bash", "-c", read]);
  const bytes = /^total_rss (\d+)$/m.exec(stat)?.[1] ?? /^anon (\d+)$/m.exec(stat)?.[1];
  return round(Number(bytes) / 1e6, 0);
}

/** From nothing to the page with everything installed, then what a run costs that changes nothing, then memory at idle. */
export async function server() {
  const setUp = await time("node", ["toolchain/run.mjs", "setup"], { cwd: root });
  const site = await Checkout.make("bench");
  try {
    const up = await time("pulumi", ["up", "--yes", "--skip-preview", "--non-interactive", "--stack", "bench"], {
      cwd: site.folder,
      env: site.env,
    });
    const again = await noChangeUp(site.folder, "bench", site.env);
    return {
      "set-up when all is there, s": round(setUp.seconds),
      "from nothing to the page, s": round(up.seconds),
      "of which, s": steps(up.lines),
      "no-change up against an empty program": again,
      "memory of the whole server at idle, MB": memory("freehold-bench"),
    };
  } finally {
    await site.remove();
  }
}

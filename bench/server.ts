import { resolve } from "node:path";
import { idleMemory } from "../tests/support/measure/memory";
import { round, time } from "../tests/support/measure/timing";
import { Checkout } from "../tests/support/rehearsal/checkout";
import { noChangeUp } from "./preview";

const root = resolve(__dirname, "..");

/** Seconds that the steps of `pulumi up` took, from the engine's own `created (12s)`. */
function steps(lines: readonly { text: string }[]): Record<string, number> {
  const made = lines.flatMap(({ text }) => {
    const match = /^ \+ {2}\S+ (\S+) created \((\d+(?:\.\d+)?)s\)/.exec(text);
    return match === null ? [] : [[match[1] ?? "", Number(match[2])] as const];
  });
  return Object.fromEntries(made.filter(([, seconds]) => seconds >= 0.5));
}

/** From nothing to the page with everything installed, then what a run costs that changes nothing, then memory at idle. */
export async function server() {
  const setUp = await time("node", ["cli/run.mjs", "setup"], { cwd: root });
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
      "memory of the whole server at idle, MB": idleMemory("freehold-bench"),
    };
  } finally {
    await site.remove();
  }
}

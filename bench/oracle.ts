import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { World } from "../tests/engine/world";
import { median, round } from "../tests/support/measure/timing";

const rounds = 5;

async function seconds(work: () => Promise<{ code: number | null; output: string }>): Promise<number> {
  const start = performance.now();
  const { code, output } = await work();
  if (code !== 0) throw new Error(output);
  return (performance.now() - start) / 1000;
}

async function counted(world: World, work: () => Promise<{ code: number | null; output: string }>) {
  world.cloud.faults.reset();
  const took = round(await seconds(work), 2);
  return { calls: world.cloud.faults.calls.length, seconds: took };
}

/**
 * The Oracle target against the fake cloud: API calls of `up`, a no-change `up` and `destroy`, their seconds, and a no-change preview
 * against that of an empty program, in turns in one run so that a busy machine slows both.
 */
export async function oracle() {
  const [ours, empty] = [await World.make(), await World.make()];
  writeFileSync(join(empty.folder, "index.js"), "");
  try {
    const up = await counted(ours, () => ours.up());
    const again = await counted(ours, () => ours.up());
    await empty.up();
    const pairs: { ours: number; empty: number }[] = [];
    for (let i = 0; i < rounds; i++)
      pairs.push({
        empty: await seconds(() => empty.run(["preview"])),
        ours: await seconds(() => ours.run(["preview"])),
      });
    return {
      up,
      "no-change up": again,
      destroy: await counted(ours, () => ours.destroy()),
      "no-change preview against an empty program": {
        ours: round(median(pairs.map((pair) => pair.ours)), 2),
        empty: round(median(pairs.map((pair) => pair.empty)), 2),
        ratio: round(median(pairs.map((pair) => pair.ours / pair.empty)), 2),
        goal: 2,
      },
    };
  } finally {
    ours.close();
    empty.close();
  }
}

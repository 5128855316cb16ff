/**
 * Figures of the Oracle target against the fake cloud: API calls of `up`, a no-change `up` and `destroy`, their seconds, and a
 * no-change preview against that of an empty program, taken in turns in one run so that a busy machine slows both.
 * Prints one JSON object. Run: npx tsx bench/oracle.ts [ROUNDS]
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { World } from "../tests/engine/world";

const rounds = Number(process.argv[2] ?? 5);

async function seconds(work: () => Promise<{ code: number | null; output: string }>): Promise<number> {
  const start = performance.now();
  const { code, output } = await work();
  if (code !== 0) throw new Error(output);
  return (performance.now() - start) / 1000;
}

const median = (values: number[]) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
const rounded = (value: number) => Math.round(value * 100) / 100;

async function counted(world: World, work: () => Promise<{ code: number | null; output: string }>) {
  world.cloud.faults.reset();
  const took = rounded(await seconds(work));
  return { calls: world.cloud.faults.calls.length, seconds: took };
}

async function main(): Promise<void> {
  const [oracle, empty] = [await World.make(), await World.make()];
  writeFileSync(join(empty.folder, "index.js"), "");
  try {
    const up = await counted(oracle, () => oracle.up());
    const again = await counted(oracle, () => oracle.up());
    await empty.up();
    const times = { oracle: [] as number[], empty: [] as number[] };
    for (let i = 0; i < rounds; i++) {
      times.empty.push(await seconds(() => empty.run(["preview"])));
      times.oracle.push(await seconds(() => oracle.run(["preview"])));
    }
    const destroy = await counted(oracle, () => oracle.destroy());
    const preview = { oracle: rounded(median(times.oracle)), empty: rounded(median(times.empty)) };
    const ratio = rounded(median(times.oracle) / median(times.empty));
    console.log(JSON.stringify({ rounds, up, again, destroy, preview: { ...preview, ratio, goal: 2 } }, null, 2));
  } finally {
    oracle.close();
    empty.close();
  }
}

void main();

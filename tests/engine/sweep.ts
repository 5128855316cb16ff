import { expect } from "vitest";
import { errorOf } from "../support/oracle-cloud/oracle-error";
import { undisturbed } from "./expected";
import type { World } from "./world";

/** The `number`th call of `up` fails once with a status; the next `up` must end as an undisturbed one, and `destroy` empty. */
export async function failOnce(world: World, number: number, status: number): Promise<void> {
  world.cloud.faults.reset();
  world.cloud.faults.failNth(number, errorOf(status));
  const broken = await world.up();
  expect(broken.code, broken.output).not.toBe(0);
  await endsWell(world);
}

/** The engine is killed when the `number`th call of `up` has had its effect and before it knows of it. */
export async function killAfter(world: World, number: number): Promise<void> {
  world.cloud.faults.reset();
  world.cloud.faults.onCall((call) => {
    if (call.number === number) world.killEngine();
  });
  const killed = await world.up();
  expect(killed.code, killed.output).toBeNull();
  await world.repair();
  await endsWell(world);
}

/** The engine is killed in `destroy`; the next one must leave nothing. */
export async function killInDestroy(world: World, number: number): Promise<void> {
  world.cloud.faults.reset();
  const up = await world.up();
  expect(up.code, up.output).toBe(0);
  world.cloud.faults.reset();
  world.cloud.faults.onCall((call) => {
    if (call.number === number) world.killEngine();
  });
  const killed = await world.destroy();
  expect(killed.code, killed.output).toBeNull();
  await world.repair();
  await endsEmpty(world);
}

async function endsWell(world: World): Promise<void> {
  world.cloud.faults.reset();
  const up = await world.up();
  expect(up.code, up.output).toBe(0);
  expect(world.shape()).toEqual(undisturbed);
  await endsEmpty(world);
}

async function endsEmpty(world: World): Promise<void> {
  world.cloud.faults.reset();
  const destroy = await world.destroy();
  expect(destroy.code, destroy.output).toBe(0);
  expect(world.shape()).toEqual([]);
}

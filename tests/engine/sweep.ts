import { expect } from "vitest";
import type { CallRecord, Fault } from "../support/oracle-cloud/faults";
import { undisturbed } from "./expected";
import type { World } from "./world";

/** One request of a run: by its number, or by what it is (`POST instances`). */
export type Which = number | string;

const isIt = (which: Which) => (call: CallRecord) =>
  typeof which === "number" ? call.number === which : `${call.method} ${call.route}` === which;

/** Faults that the plugin tries again by itself (facts: B5), so that `up` never hears of them. */
const retried = (fault: Fault) =>
  fault === "drop" || [409, 429].includes(fault.status) || (fault.status >= 500 && !/capacity/.test(fault.text));

/**
 * A request of `up` fails; the next `up` must end as an undisturbed one, and `destroy` empty. Where the plugin tries again by itself, the
 * first one does.
 * @param how `times`: how often; Infinity: until `up` gives up. `applied`: the request has its effect all the same
 */
export async function failing(
  world: World,
  which: Which,
  fault: Fault,
  how: { times?: number; applied?: boolean } = {},
): Promise<void> {
  world.cloud.faults.reset();
  world.cloud.faults.fail(isIt(which), fault, how);
  const broken = await world.up();
  if (retried(fault) && how.times === undefined) {
    expect(broken.code, broken.output).toBe(0);
    expect(world.shape()).toEqual(undisturbed);
    return endsEmpty(world);
  }
  if (typeof which === "string") expect(broken.code, broken.output).not.toBe(0);
  expect(broken.output).not.toMatch(/\n\s+at /);
  world.cloud.faults.reset();
  await world.repair();
  await endsWell(world);
}

/** The engine is killed when a request of `up` has had its effect and before anybody knows of it. */
export async function killAfter(world: World, which: Which): Promise<void> {
  world.cloud.faults.reset();
  world.cloud.faults.onCall((call) => {
    if (isIt(which)(call)) world.killEngine();
  });
  const killed = await world.up();
  expect(killed.code, killed.output).toBeNull();
  world.cloud.faults.reset();
  await world.repair();
  await endsWell(world);
}

/** The engine is killed in `destroy`; the next one must leave nothing. */
export async function killInDestroy(world: World, which: Which): Promise<void> {
  world.cloud.faults.reset();
  const up = await world.up();
  expect(up.code, up.output).toBe(0);
  world.cloud.faults.reset();
  world.cloud.faults.onCall((call) => {
    if (isIt(which)(call)) world.killEngine();
  });
  const killed = await world.destroy();
  expect(killed.code, killed.output).toBeNull();
  world.cloud.faults.reset();
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

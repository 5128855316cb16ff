import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { callsOfUp } from "./expected";
import { failOnce, killAfter, killInDestroy } from "./sweep";
import { World } from "./world";

// The whole sweep, every call with every error, is faults.rehearse.ts: it takes half an hour. Here: each kind of place once.
let world: World;
beforeAll(async () => {
  world = await World.make();
});
afterAll(() => world.close());

test("an undisturbed up has as many calls as the sweeps assume", async () => {
  await world.up();
  expect(world.cloud.faults.calls).toHaveLength(callsOfUp);
  await world.destroy();
});

describe("a call fails once; the next up ends as if nothing had happened", () => {
  test.each([
    ["the network's first resource", 15, 500],
    ["the machine", 20, 409],
    ["the last call", 23, 404],
  ])("%s (call %i) with %i", (_, number, status) => failOnce(world, number, status));
});

describe("the engine is killed; the next up ends as if nothing had happened", () => {
  test.each([
    ["the first resource", 15],
    ["the machine", 20],
  ])("after %s (call %i)", (_, number) => killAfter(world, number));
});

describe("the engine is killed in destroy; the next destroy leaves nothing", () => {
  test.each([["the machine", 3]])("after %s (call %i)", (_, number) => killInDestroy(world, number));
});

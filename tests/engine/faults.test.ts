import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Fault } from "../support/oracle-cloud/faults";
import { errorOf } from "../support/oracle-cloud/oracle-error";
import { callsOfDestroy, callsOfUp, writesOfDestroy, writesOfUp } from "./expected";
import { failing, killAfter, killInDestroy } from "./sweep";
import { World } from "./world";

// The whole sweep, every request with every error, is faults.rehearse.ts: it takes hours. Here: each kind of place once.
let world: World;
beforeAll(async () => {
  world = await World.make();
});
afterAll(() => world.close());

test("an undisturbed up and destroy send as many requests as the sweeps assume", async () => {
  await world.up();
  expect(world.cloud.faults.calls).toHaveLength(callsOfUp);
  expect(world.writes().sort()).toEqual(writesOfUp);
  world.cloud.faults.reset();
  await world.destroy();
  expect(world.cloud.faults.calls).toHaveLength(callsOfDestroy);
  expect(world.writes().sort()).toEqual(writesOfDestroy);
});

describe("a request fails; the next up ends as if nothing had happened", () => {
  test.each<[string, string, Fault, object]>([
    ["a list once, with 503", "GET instances", errorOf(503), {}],
    ["the machine once, with 429", "POST instances", errorOf(429), {}],
    ["the machine, whose answer is lost on the way: no second one", "POST instances", "drop", { applied: true }],
    ["the network's first resource for the whole run, with 500", "POST vcns", errorOf(500), { times: Infinity }],
    ["the machine for the whole run, with 409", "POST instances", errorOf(409), { times: Infinity }],
    ["the last resource, with 404", "POST publicIps", errorOf(404), {}],
  ])("%s", (_, which, fault, how) => failing(world, which, fault, how));
});

describe("the engine is killed; the next up ends as if nothing had happened", () => {
  test.each([
    ["the first resource", "POST vcns"],
    ["the machine, whose launch goes on at Oracle", "POST instances"],
  ])("after %s", (_, which) => killAfter(world, which));
});

describe("the engine is killed in destroy; the next destroy leaves nothing", () => {
  test.each([["the machine", "DELETE instances"]])("after %s", (_, which) => killInDestroy(world, which));
});

import { afterAll, beforeAll, describe, test } from "vitest";
import { callsOfUp } from "./expected";
import { failOnce, killAfter, killInDestroy } from "./sweep";
import { World } from "./world";

let world: World;
beforeAll(async () => {
  world = await World.make();
});
afterAll(() => world.close());

const calls = Array.from({ length: callsOfUp }, (_, i) => i + 1);
const statuses = [500, 429, 401, 404, 409];

describe.each(statuses)("each call of up in turn fails once with %i", (status) => {
  test.each(calls)("call %i", (number) => failOnce(world, number, status));
});

describe("the engine is killed after each call of up in turn", () => {
  test.each(calls)("call %i", (number) => killAfter(world, number));
});

describe("the engine is killed after each call of destroy in turn", () => {
  test.each([1, 2, 3, 4, 5, 6, 7, 8])("call %i", (number) => killInDestroy(world, number));
});

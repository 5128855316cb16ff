import { afterAll, beforeAll, describe, test } from "vitest";
import { errorOf } from "../support/oracle-cloud/oracle-error";
import { callsOfDestroy, callsOfUp } from "./expected";
import { failing, killAfter, killInDestroy } from "./sweep";
import { World } from "./world";

let world: World;
beforeAll(async () => {
  world = await World.make();
});
afterAll(() => world.close());

const upTo = (last: number) => Array.from({ length: last }, (_, i) => i + 1);
const statuses = [500, 429, 401, 404, 409];

describe.each(statuses)("each request of up in turn fails once with %i", (status) => {
  test.each(upTo(callsOfUp))("request %i", (number) => failing(world, number, errorOf(status)));
});

describe("the answer to each request of up in turn is lost", () => {
  test.each(upTo(callsOfUp))("request %i", (number) => failing(world, number, "drop", { applied: true }));
});

describe("the engine is killed after each request of up in turn", () => {
  test.each(upTo(callsOfUp))("request %i", (number) => killAfter(world, number));
});

describe("the engine is killed after each request of destroy in turn", () => {
  test.each(upTo(callsOfDestroy))("request %i", (number) => killInDestroy(world, number));
});

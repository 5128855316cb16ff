import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { reasons, reasonsButRace, underLoad } from "../support/load/under-load";
import { Life } from "../support/release/life";
import { repaired } from "../support/release/repair";
import { releaseFixture } from "./release/fixture";

/**
 * A rehearsed server under readers through pushes of every kind, refusals, two authors at once, rollbacks, posts that are taken back,
 * kills, power cuts and a full disk, in the order that a seed gives: FREEHOLD_SEED, and FREEHOLD_STEPS of them. tests/server/test_model.py
 * does the same to a played server. A step that fails makes those after it fail, too.
 */
const seed = Number(process.env["FREEHOLD_SEED"] ?? 20261125);
const steps = Number(process.env["FREEHOLD_STEPS"] ?? 8);
const readers = { atLeast: 100, atMostSeconds: 600, connections: 1, pauseMs: 60 };

let life: Life;
beforeAll(async () => {
  await releaseFixture.start("model");
  life = new Life(releaseFixture.author, seed + 1, [releaseFixture.author.main()]);
});
afterAll(() => releaseFixture.site.remove());

/** Where a rollback would go now, as the server says. */
const previous = async () =>
  (JSON.parse((await releaseFixture.author.ask("releases", "--json")).output) as { previous: string | null }).previous;

describe(`all sources agree after each step (seed ${seed})`, () => {
  const chosen = new Life(releaseFixture.author, seed, []).choose(steps);
  it.each(chosen.map((name, i) => [i + 1, name] as const))("%i: %s", async (number, name) => {
    releaseFixture.author.back();
    const from = Date.now();
    const { result, report } = await underLoad(releaseFixture.site.url, readers, async () => {
      const outcome = await (life.deeds[name] as (typeof life.deeds)[string])[1]();
      return { outcome, ...(await repaired(releaseFixture.author, from)) };
    });
    const { outcome, commit, seconds } = result;
    console.log(JSON.stringify({ number, name, seconds, sent: report.sent, failed: report.failed }));
    const stack = outcome.stacks.find((one) => one.at(-1) === commit);
    expect(stack, `live is ${commit}`).toBeDefined();
    life.stack = stack as readonly string[];
    expect(await previous()).toBe(life.stack.at(-2) ?? null);
    if (outcome.lost !== "any") expect((outcome.lost === "none" ? reasons : reasonsButRace)(report)).toEqual({});
  });
});

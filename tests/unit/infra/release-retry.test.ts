import { expect, test } from "vitest";
import { type Entry, passingReason, pushUntilTaken, wasLive } from "../../../infra/release/retry.mjs";

const [a, b] = ["a".repeat(40), "b".repeat(40)];
const refused = (reason: string): Entry => ({ release: a, result: "refused", reason });
const live: Entry = { release: a, result: "live" };
const low = "FH-MEMORY-LOW: not enough memory: 90 MB are available";

test("a commit was live only where the list says so, not where it says that it was refused", () => {
  expect(wasLive([refused(low), { release: b, result: "live" }], a)).toBe(false);
  expect(wasLive([live, { release: b, result: "live" }], a)).toBe(true);
});

test.each([
  [[refused(low)], low],
  [
    [refused("FH-BASE-FETCH: the base image x could not be fetched")],
    "FH-BASE-FETCH: the base image x could not be fetched",
  ],
  [[refused(low), refused("FH-BUILD-FAILED: the build of app failed")], undefined],
  [[refused(low), live], undefined],
  [[refused("not enough memory")], undefined],
  [[], undefined],
])("of %j the reason that passes is %j", (releases, reason) => expect(passingReason(releases, a)).toBe(reason));

/** A server that refuses with these reasons, one a push, and then takes the commit. */
function server(...reasons: string[]) {
  const list: Entry[] = [];
  let pushes = 0;
  const push = async () => {
    const reason = reasons[pushes++];
    list.push(reason === undefined ? live : refused(reason));
    return reason === undefined ? { released: true, status: 0 } : { released: false, status: 1 };
  };
  return { push, releases: () => list, pushes: () => pushes };
}
async function pushed(...reasons: string[]) {
  const [said, paused]: [string[], number[]] = [[], []];
  const one = server(...reasons);
  const say = (text: string) => void said.push(text);
  const pause = async (seconds: number) => void paused.push(seconds);
  const { released } = await pushUntilTaken(one, a, { say, pause });
  return { released, pushes: one.pushes(), said, paused };
}

test("what passes is pushed again, after a pause that is said", async () => {
  expect(await pushed()).toMatchObject({ released: true, pushes: 1, said: [] });
  expect(await pushed(low)).toEqual({
    released: true,
    pushes: 2,
    said: [`${low}\nThis passes: the same commit is pushed again in 30 s.`],
    paused: [30],
  });
  expect(await pushed(low, low, low)).toMatchObject({ released: false, pushes: 3, paused: [30, 90] });
});

test("what does not pass is pushed once", async () => {
  expect(await pushed("FH-BUILD-FAILED: the build of app failed")).toMatchObject({ released: false, pushes: 1 });
  expect(await pushed(low, "FH-BUILD-FAILED: no")).toMatchObject({ released: false, pushes: 2 });
});

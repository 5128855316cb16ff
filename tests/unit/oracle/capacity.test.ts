import { expect, test } from "vitest";
import { inWords, isOutOfCapacity, mayPass, nextPause, waitPlan } from "../../../infra/targets/oracle/launch/capacity";
import { retryOnCapacity, type WaitEdge } from "../../../infra/targets/oracle/launch/capacity-hook";

const full = "1 error occurred:\n\t* 500-InternalError, Out of host capacity.\nSuggestion: ...";
const minute = 60_000;

test("pauses grow by half to five minutes", () => {
  const plan = waitPlan(60);
  const pauses = [1, 2, 3, 4, 5, 6, 7, 8].map((failures) => nextPause(plan, failures, 0));
  expect(pauses).toEqual([30_000, 45_000, 67_500, 101_250, 151_875, 227_812.5, 300_000, 300_000]);
});

test("the last pause ends with the wait", () => {
  expect(nextPause(waitPlan(60), 12, 59 * minute)).toBe(minute);
  expect(nextPause(waitPlan(60), 12, 60 * minute)).toBeUndefined();
});

test.each([1, 60, 600, 10_080])("a wait of %i minutes is waited out within the engine's 100 tries", (minutes) => {
  const plan = waitPlan(minutes);
  let [failures, waited] = [1, 0];
  for (let pause = nextPause(plan, failures, waited); pause !== undefined; ) {
    waited += pause;
    failures += 1;
    pause = nextPause(plan, failures, waited);
  }
  expect(waited).toBe(minutes * minute);
  expect(failures).toBeLessThan(100);
});

test.each([
  [full, true],
  ["500-InternalError, Out of capacity for shape", true],
  ["500-InternalServerError, Internal Server Error", false],
  ["400-LimitExceeded, The following service limits were exceeded: standard-a1-core-count.", false],
  ["429-TooManyRequests, Too many requests for the user", false],
])("%j is out of capacity: %s", (error, is) => expect(isOutOfCapacity(error)).toBe(is));

const limit = "400-LimitExceeded, The following service limits were exceeded: standard-e2-micro-core-count.";
const byWorkRequest =
  "1 error occurred:\n\t* Error Message: work request did not succeed, workId: w, entity: instance, action: CREATED. Message: Out of host capacity.";

test.each<[string, string[], boolean]>([
  ["no capacity, at once", [full], true],
  ["no capacity, by the work request", [byWorkRequest], true],
  ["429 while waiting", ["429-TooManyRequests, Too many", full], true],
  ["503 while waiting", ["503-ServiceUnavailable, down", "503-ServiceUnavailable, down", full], true],
  ["a lost answer while waiting", ["0-RequestError, request timed out", full], true],
  ["a phantom limit while waiting", [limit, limit, limit, full], true],
  ["a limit for the fourth time", [limit, limit, limit, limit, full], false],
  ["a limit, then capacity, then a limit", [limit, full, limit, limit, limit, full], true],
  ["a limit at first", [limit], false],
  ["429 at first: the plugin has tried for ten minutes", ["429-TooManyRequests, Too many"], false],
  ["another shape's 404 while waiting", ["404-NotAuthorizedOrNotFound, shape x not found", full], false],
])("%s: another try is worth it: %s", (_, errors, worth) => expect(mayPass(errors)).toBe(worth));

test.each([
  [1_000, "1 s"],
  [90_000, "2 min"],
  [3_900_000, "1 h 5 min"],
])("%i ms are %s", (ms, words) => expect(inWords(ms)).toBe(words));

function rehearse() {
  const said: string[] = [];
  let clock = Date.parse("2026-11-22T08:00:00Z");
  const edge: WaitEdge = {
    now: () => clock,
    sleep: async (ms) => {
      clock += ms;
    },
    say: (message) => said.push(message),
    fail: (message) => said.push(`error: ${message}`),
  };
  return { said, hook: retryOnCapacity("VM.Standard.A1.Flex", waitPlan(2), edge) };
}

test("it says what it waits for and since when, and at the end what to try", async () => {
  const { said, hook } = rehearse();
  const errors: string[] = [];
  do errors.unshift(full);
  while (await hook({ errors, failedOperation: "create" }));
  expect(errors).toHaveLength(4);
  expect(said[1]).toBe(
    'Oracle has no free VM.Standard.A1.Flex now ("Out of host capacity"). Waiting since 08:00 UTC (30 s of at most 2 min); ' +
      "next try in 45 s. Ctrl-C twice stops the wait at once; what is already made stays and the next `npm run up` goes on from there.",
  );
  expect(said.at(-1)).toMatch(
    /^error: Oracle had no free VM\.Standard\.A1\.Flex for 2 min\. What you can try: .*freehold:shape micro/,
  );
});

test.each([
  ["another error", ["429-TooManyRequests, Too many requests"], "create"],
  ["another error after a full domain", ["401-NotAuthenticated, no", full], "create"],
  ["an update", [full], "update"],
])("%s is not retried", async (_, errors, failedOperation) => {
  const { said, hook } = rehearse();
  expect(await hook({ errors, failedOperation })).toBe(false);
  expect(said).toEqual([]);
});

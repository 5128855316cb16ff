import { expect, test } from "vitest";
import { parseStatus, siteProblems } from "../../../cli/site-state";

const whole = '{"version": 2, "whole": true, "problems": []}';
const lost = `{"version": 2, "whole": false, "problems": [{"code": "FH-SERVICE-LOST", "text": "the service app is gone", "do": "wait"}]}`;
/** A server that answers these, the last one for ever. */
const answers = (...texts: string[]) => {
  let at = 0;
  return { ask: async () => texts[Math.min(at++, texts.length - 1)] as string, pauseMs: 0, asked: () => at };
};

test.each(["", "Permission denied", "null", '{"whole": 1, "problems": []}', '{"whole": true}'])(
  "%j is no status",
  (text) => expect(parseStatus(text)).toBeUndefined(),
);

test("a whole site has no problem, and is asked once", async () => {
  const server = answers(whole);
  expect(await siteProblems("dev", server)).toEqual([]);
  expect(server.asked()).toBe(1);
});

test("what the server repairs meanwhile is no problem", async () => {
  expect(await siteProblems("dev", answers(lost, "", whole))).toEqual([]);
});

test("what stays is named with what to do", async () => {
  const server = answers(lost);
  expect(await siteProblems("dev", server)).toEqual(["FH-SERVICE-LOST: the service app is gone\n  To do: wait"]);
  expect(server.asked()).toBe(5);
});

test("a server in an intruder's hands writes nothing that a terminal obeys", async () => {
  const problems = await siteProblems("dev", answers(lost.replace("wait", "\\u001b]0;title\\u0007wait")));
  expect(problems).toEqual(["FH-SERVICE-LOST: the service app is gone\n  To do: \\x1b]0;title\\x07wait"]);
});

test("a server that cannot be asked is no broken site", async () => {
  expect(await siteProblems("dev", answers(""))).toBeUndefined();
});

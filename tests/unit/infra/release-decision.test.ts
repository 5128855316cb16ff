import { describe, expect, it } from "vitest";
import { decide, firstRelease, restoreProblem, warnings } from "../../../infra/release/decision.mjs";

const a = "a".repeat(40);
const b = "b".repeat(40);
const unrelated = { mainIsAncestor: false, commitIsAncestor: false, rolledBack: false };

describe("what to do with a commit", () => {
  it.each([
    ["the server has no release yet", { ...unrelated, commit: a, main: undefined }, "push"],
    ["the server has this commit", { ...unrelated, commit: a, main: a }, "same"],
    ["the commit follows the server's", { ...unrelated, commit: a, main: b, mainIsAncestor: true }, "push"],
    ["an author pushed meanwhile", { ...unrelated, commit: a, main: b, commitIsAncestor: true }, "ahead"],
    [
      "an author rolled the commit back",
      { ...unrelated, commit: a, main: b, mainIsAncestor: true, rolledBack: true },
      "rolled back",
    ],
    ["both went on", { ...unrelated, commit: a, main: b }, "diverged"],
  ] as const)("%s", (_, situation, verdict) => {
    expect(decide(situation)).toBe(verdict);
  });

  it.each([
    ["no server was before", { commit: a, before: undefined, beforeIsAncestor: false }, a],
    ["the branch has what was live before", { commit: a, before: b, beforeIsAncestor: true }, a],
    ["an author's push was live that the branch lacks", { commit: a, before: b, beforeIsAncestor: false }, b],
  ] as const)("a new server, and %s", (_, situation, commit) => {
    expect(firstRelease(situation)).toBe(commit);
  });

  it("every verdict without a push tells how to go on", () => {
    expect(Object.keys(warnings)).toEqual(["ahead", "rolled back", "diverged"]);
    for (const words of Object.values(warnings)) expect(words).toMatch(/nothing was pushed.*(git pull|Commit a fix)/);
  });
});

it("a backup's commit goes to a server that has none, or has it already", () => {
  const [mine, other] = ["1".repeat(40), "2".repeat(40)];
  expect(restoreProblem(undefined, other)).toBeUndefined();
  expect(restoreProblem(mine, undefined)).toBeUndefined();
  expect(restoreProblem(mine, mine)).toBeUndefined();
  expect(restoreProblem(mine, other)).toMatch(/^FH-RESTORE-NOT-EMPTY: the server has 222222222222/);
});

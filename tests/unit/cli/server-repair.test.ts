import { expect, test } from "vitest";
import { judgeServerRepair } from "../../../cli/recovery/server-repair";

test("how a repair on the server ends is the command's own status", () => {
  expect([0, 1].map((status) => judgeServerRepair("prod", status))).toEqual([{ status: 0 }, { status: 1 }]);
});

test("a server of before it is brought forward, and one that does not answer is named", () => {
  expect(judgeServerRepair("prod", 127)).toEqual({
    status: 0,
    words: "FH-SERVER-OLD: the server does not know this repair yet. Bring it forward: npm run up -- --stack prod",
  });
  expect(judgeServerRepair("prod", 255)).toEqual({
    status: 0,
    words: "the server of stack prod could not be reached; nothing was put back there",
  });
});

import { writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { upWithOneAddress } from "../../../cli/recovery/one-address";

/** Runs `up` with these statuses; where `refused`, the first run marks that Oracle refused the second address. */
async function ran(statuses: readonly number[], refused: boolean) {
  const done: string[] = [];
  const left = [...statuses];
  const status = await upWithOneAddress(
    "blog",
    async ({ oneAddressMark }) => {
      done.push(oneAddressMark === undefined ? "up" : "up, told where to mark");
      if (refused && oneAddressMark) writeFileSync(oneAddressMark, "");
      return left.shift() ?? 0;
    },
    async (stack) => done.push(`own ${stack}`),
  );
  return { status, done };
}

test("refused: the setting, and once more", async () => {
  expect(await ran([1, 0], true)).toEqual({ status: 0, done: ["up, told where to mark", "own blog", "up"] });
});

test("refused, and then failed for another reason: no third run", async () => {
  expect(await ran([1, 1], true)).toEqual({ status: 1, done: ["up, told where to mark", "own blog", "up"] });
});

test("failed for another reason, or well: one run, and no setting", async () => {
  expect(await ran([1], false)).toEqual({ status: 1, done: ["up, told where to mark"] });
  expect(await ran([0], false)).toEqual({ status: 0, done: ["up, told where to mark"] });
});

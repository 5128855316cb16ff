import { expect, it } from "vitest";
import { makePlan } from "../../../infra/plan";
import { readRun, runVariables } from "../../../infra/run";
import { readSettings } from "../../../infra/settings/read";

it.each([
  ["an ordinary run", { rebuild: false, rotate: false }, {}],
  ["a rebuild", { rebuild: true, rotate: false }, { FREEHOLD_REBUILD: "1" }],
  ["a rotation", { rebuild: false, rotate: true }, { FREEHOLD_ROTATE: "1" }],
  ["a mark", { rebuild: false, rotate: false, oneAddressMark: "/m" }, { FREEHOLD_ONE_ADDRESS_MARK: "/m" }],
  ["a restore", { rebuild: false, rotate: false, restore: "1".repeat(40) }, { FREEHOLD_RESTORE: "1".repeat(40) }],
  ["base images", { rebuild: false, rotate: false, baseImages: "/a b" }, { FREEHOLD_BASE_IMAGES: "/a b" }],
])("%s goes through the environment and back", (_, run, variables) => {
  expect(runVariables(run)).toEqual(variables);
  expect(readRun(variables)).toEqual(run);
});

it("the run is part of the plan", () => {
  const reading = readSettings({});
  if ("problems" in reading) throw new Error(reading.problems.join("\n"));
  expect(makePlan("dev", reading.settings)).toMatchObject({ rebuild: false });
  expect(makePlan("dev", reading.settings, { rebuild: true, baseImages: "/base" })).toMatchObject({
    rebuild: true,
    baseImages: "/base",
  });
});

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { resourceCounts, unchanged } from "../support/expected";
import { Site } from "./site";

/** The state of a stack as an earlier version's program has written it: components had other names, and the rest had not. */
const site = new Site();

const earlier: Readonly<Record<string, string>> = {
  "freehold:targets:OracleServer": "freehold:oracle:OracleServer",
  "freehold:targets:OracleNetwork": "freehold:oracle:Network",
};

test("up takes over what it finds, and makes nothing a second time", async () => {
  await site.world.up();
  const { output } = await site.world.run(["stack", "export"]);
  const older = Object.entries(earlier).reduce((text, [now, then]) => text.replaceAll(now, then), output);
  expect(older).not.toBe(output);
  const file = join(site.world.folder, "earlier.json");
  writeFileSync(file, older);
  expect((await site.world.run(["stack", "import", "--file", file])).code).toBe(0);
  site.world.cloud.faults.reset();
  const up = await site.world.up();
  expect(up.output).toMatch(unchanged(resourceCounts.oracle));
  expect(site.world.writes()).toEqual([]);
  expect((await site.world.run(["stack", "export"])).output).not.toContain("freehold:oracle:");
});

import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { withTable } from "../../../cli/commands/docs-settings";

it("docs/configuration.md has the table of all settings as the program declares them (else: npm run docs:settings)", () => {
  const page = readFileSync("docs/configuration.md", "utf8");
  expect(page).toBe(withTable(page));
  expect(page.match(/^\| `/gm)?.length).toBeGreaterThan(20);
});

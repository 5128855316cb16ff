import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { keys } from "../../../infra/settings/keys";

const documented = [...readFileSync("docs/configuration.md", "utf8").matchAll(/^\| `([A-Za-z]+)` \|/gm)].map(
  (m) => m[1],
);

it("docs/configuration.md has every key once, in the order of the program", () => {
  expect(documented).toEqual(Object.keys(keys));
});

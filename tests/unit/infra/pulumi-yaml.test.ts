import { readFileSync } from "node:fs";
import { load } from "js-yaml";
import { expect, it } from "vitest";
import { pulumiConfig } from "../../../infra/settings/table";

const project = load(readFileSync("Pulumi.yaml", "utf8")) as { config: Record<string, object> };

it("Pulumi.yaml declares the settings as the program does: names, order, types, defaults and descriptions", () => {
  expect(Object.keys(project.config)).toEqual(Object.keys(pulumiConfig()));
  expect(project.config).toEqual(pulumiConfig());
});

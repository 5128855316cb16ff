import { readFileSync } from "node:fs";
import { load } from "js-yaml";
import { expect, it } from "vitest";
import { keys } from "../../../infra/settings/keys";

const project = load(readFileSync("Pulumi.yaml", "utf8")) as {
  config: Record<string, { type?: string; default: unknown; description: string }>;
};

it("Pulumi.yaml declares exactly the keys that the program reads", () => {
  expect(Object.keys(project.config).sort()).toEqual(Object.keys(keys).sort());
});

it.each(Object.entries(keys))("Pulumi.yaml and the program agree on the default of %s", (name, key) => {
  const declared = project.config[name]?.default;
  expect(typeof declared === "object" ? JSON.stringify(declared) : String(declared)).toBe(key.default);
});

it.each(Object.entries(project.config))("%s has a description", (_, { description }) => {
  expect(description.length).toBeGreaterThan(10);
});

import { readFileSync } from "node:fs";
import { load } from "js-yaml";
import { expect, it } from "vitest";

/** One set of names in take_over.py. */
function named(set: string): string[] {
  const text = readFileSync("infra/targets/ssh/machine/take_over.py", "utf8");
  const body = new RegExp(`^${set} = \\{([^}]*)\\}`, "m").exec(text)?.[1] ?? "";
  return [...body.matchAll(/"([a-z_]+)"/g)].map((match) => match[1] ?? "");
}

it("the take-over knows each key of the user-data, and no other: what cloud-init would do is done or left out by name", () => {
  const template = load(readFileSync("cloud-init/user-data.yaml", "utf8")) as object;
  // What infra/boot/user-data.ts adds.
  const keys = [...Object.keys(template), "hostname", "ssh_keys", "write_files"];
  expect([...named("DONE"), ...named("LEFT")].sort()).toEqual(keys.sort());
});

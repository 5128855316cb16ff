import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";

const checkout = resolve(__dirname, "../..");

test("every file that the drawing of a push names is there", () => {
  const page = readFileSync(join(checkout, "docs/path-of-a-push.md"), "utf8");
  const named = page.match(/\b(author|certificate|policy|release|watch)\/[a-z_/-]+(\.(py|sh))?/g) ?? [];
  expect(named.length).toBeGreaterThan(25);
  expect(named.filter((name) => !existsSync(join(checkout, "server", name)))).toEqual([]);
});

test("every path of today in docs/paths.md is there", () => {
  const rows = readFileSync(join(checkout, "docs/paths.md"), "utf8").match(/^\| `.*$/gm) ?? [];
  const now = rows.flatMap((row) => (row.split(" | ")[1] ?? "").match(/`[^`]+\/[^`]*`/g) ?? []);
  const paths = now.map((name) => name.replace(/^`|(\/\*\*)?`$/g, "").replace(/:.*/, ""));
  expect(paths.length).toBeGreaterThan(150);
  expect(paths.filter((path) => !existsSync(join(checkout, path)))).toEqual([]);
});

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

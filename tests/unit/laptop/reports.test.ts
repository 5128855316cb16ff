import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, it } from "vitest";

const root = resolve(__dirname, "../../..");
const page = readFileSync(join(root, "docs/laptop-reports.md"), "utf8");

interface Row {
  readonly id: string;
  readonly sees: string;
  readonly tests: readonly string[];
}
const rows: readonly Row[] = page
  .split("\n")
  .filter((line) => /^\| (A|C|H|P-)/.test(line))
  .map((line) => {
    const [, id = "", has = "", sees = "", shown = "", end, ...more] = line.split(" | ").join("|").split("|");
    expect([line, has.trim() !== "", end, more]).toEqual([line, true, "", []]);
    return { id: id.trim(), sees, tests: [...shown.matchAll(/`([^`]+)`/g)].map(([, path]) => path as string) };
  });

const numbered = (prefix: string, count: number) => Array.from({ length: count }, (_, i) => `${prefix}${i + 1}`);

it("every entry of the two lists has a row, and only one", () => {
  // 21, 23, 25, 28 and 30 were left out when the first list was written.
  const reports = numbered("A", 32).filter((id) => !["A21", "A23", "A25", "A28", "A30"].includes(id));
  const plugins = [["P-A", 11] as const, ["P-B", 5] as const, ["P-C", 13] as const].flatMap(([name, count]) =>
    numbered(name, count),
  );
  const expected = [...reports, ...numbered("C", 7), ...numbered("H", 20), ...plugins, "P-D", ...numbered("P-E", 13)];
  expect(rows.map(({ id }) => id)).toEqual(expected);
});

it("every row names tests that are there", () => {
  expect(rows.filter(({ tests }) => tests.length === 0)).toEqual([]);
  const named = rows.flatMap(({ tests }) => tests);
  expect(named.filter((path) => !/(^|\/)tests\/.*(\.(test|rehearse|part)\.ts|\/test_\w+\.py)$/.test(path))).toEqual([]);
  expect(named.filter((path) => !existsSync(join(root, path)))).toEqual([]);
});

it("every code that a row names is one that the program can print", () => {
  const codes = [...new Set(rows.flatMap(({ sees }) => sees.match(/FH-[A-Z-]+/g) ?? []))];
  const sources = execFileSync("git", ["grep", "-hoE", "FH-[A-Z]+(-[A-Z]+)*", "--", "infra", "cli", "server", "app"], {
    cwd: root,
    encoding: "utf8",
  });
  const printed = new Set(sources.split("\n"));
  expect(codes.length).toBeGreaterThan(15);
  expect(codes.filter((code) => !printed.has(code))).toEqual([]);
});

import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import ts from "typescript";
import { expect, test } from "vitest";

const root = resolve(__dirname, "../..");
const sources = execFileSync("git", ["ls-files", "*.ts", "*.mjs"], { cwd: root, encoding: "utf8" }).trim().split("\n");

/** `packages/NAME` of a path from the root; undefined for all that is in no package. */
const packageOf = (path: string) => /^packages\/[^/]+/.exec(path)?.[0];

interface Import {
  readonly from: string;
  /** From the root, without an ending. */
  readonly to: string;
}

const importsOf = (from: string): Import[] =>
  ts
    .preProcessFile(readFileSync(join(root, from), "utf8"), true, true)
    .importedFiles.map(({ fileName }) => fileName)
    .filter((name) => name.startsWith("."))
    .map((name) => ({ from, to: join(dirname(from), name) }));

/** Imports that cross the wall of a package, in either direction. */
const imports = sources.flatMap(importsOf);
const crossings = imports.filter(({ from, to }) => packageOf(from) !== packageOf(to));
const pairs = (imports: readonly Import[]) => imports.map(({ from, to }) => `${from} imports ${to}`);

/** Before `npm ci` only plain Node can run: packages/pulumi-offline/node.mjs says so. */
const beforeInstall = { from: "cli/run.mjs", to: "packages/pulumi-offline/node.mjs" };

test("a package is entered by its index.ts alone, but for what must run before npm ci", () => {
  const entries = crossings.filter(({ to }) => packageOf(to) !== undefined);
  expect(entries.length).toBeGreaterThan(0);
  const others = entries.filter(({ to }) => to !== `${packageOf(to)}/index`);
  expect(others).toEqual([beforeInstall]);
});

test("a package imports nothing of the project", () => {
  expect(pairs(crossings.filter(({ from }) => packageOf(from) !== undefined))).toEqual([]);
});

test("infra imports nothing of cli; what both need is in infra", () => {
  const between = (one: string, other: string) =>
    pairs(imports.filter(({ from, to }) => from.startsWith(`${one}/`) && to.startsWith(`${other}/`)));
  expect(between("cli", "infra").length).toBeGreaterThan(0);
  expect(between("infra", "cli")).toEqual([]);
});

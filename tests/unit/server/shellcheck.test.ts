import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";
import { scripts, sources } from "./run-script";

const all = sources.flatMap((folder) =>
  readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile()),
);
const started = all.filter((path) => readFileSync(path, "utf8").startsWith("#!/bin/bash"));

test("every script that is started stops at the first error", () => {
  expect(started.length).toBeGreaterThan(7);
  expect(started.filter((path) => !readFileSync(path, "utf8").includes("\nset -euo pipefail\n"))).toEqual([]);
});

test("every script that is started may be started", () => {
  expect(all.filter((p) => readFileSync(p, "utf8").startsWith("#!") && (statSync(p).mode & 0o111) === 0)).toEqual([]);
});

const found = spawnSync("shellcheck", ["--version"]).status === 0;

test.skipIf(!found)("shellcheck finds nothing in the server's scripts, what they source included", () => {
  const setup = all.filter((path) => path.includes("/setup.d/"));
  const { stdout, status } = spawnSync("shellcheck", ["-x", "-a", "-P", scripts, ...started, ...setup], {
    encoding: "utf8",
  });
  expect(stdout).toBe("");
  expect(status).toBe(0);
});

test.skipIf(!found)("and nothing in those that run on the operator's machine, or are sent from it", () => {
  const project = resolve(__dirname, "../../..");
  const others = ["infra/access/write", "infra/access/remove", "cli/keys/install.sh"].map((path) =>
    join(project, path),
  );
  expect(spawnSync("shellcheck", others, { encoding: "utf8" })).toMatchObject({ stdout: "", status: 0 });
});

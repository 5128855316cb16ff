import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { median, round, time } from "../tests/support/measure/timing";

const root = resolve(__dirname, "..");

/** A Pulumi program that makes nothing, with the same SDK, compiler settings and backend as ours. */
function emptyProject(): string {
  const folder = mkdtempSync(join(tmpdir(), "freehold-empty-"));
  mkdirSync(join(folder, "state"));
  writeFileSync(join(folder, "Pulumi.yaml"), "name: empty\nruntime: nodejs\nbackend:\n  url: file://./state\n");
  writeFileSync(join(folder, "package.json"), '{ "main": "index.ts", "dependencies": { "typescript": "*" } }');
  writeFileSync(join(folder, "index.ts"), "");
  cpSync(join(root, "tsconfig.json"), join(folder, "tsconfig.json"));
  symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
  return folder;
}

/** A no-change `pulumi up` of ours against one of an empty program: pairs, one after the other, five times after a warm-up. */
export async function noChangeUp(project: string, stack: string, env: NodeJS.ProcessEnv) {
  const empty = emptyProject();
  const up = (cwd: string, name: string) =>
    time("pulumi", ["up", "--yes", "--skip-preview", "--non-interactive", "--stack", name], { cwd, env });
  await time("pulumi", ["stack", "init", "empty"], { cwd: empty, env });
  const pairs: { ours: number; empty: number }[] = [];
  for (let i = 0; i < 6; i++)
    pairs.push({ ours: (await up(project, stack)).seconds, empty: (await up(empty, "empty")).seconds });
  rmSync(empty, { recursive: true });
  const counted = pairs.slice(1);
  return {
    ours: round(median(counted.map((pair) => pair.ours)), 2),
    empty: round(median(counted.map((pair) => pair.empty)), 2),
    ratio: round(median(counted.map((pair) => pair.ours / pair.empty)), 2),
    goal: 2,
  };
}

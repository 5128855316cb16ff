import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type * as command from "@pulumi/command";
import { afterAll, beforeAll, expect, it } from "vitest";
import { ask, run, succeeded } from "../support/rehearsal/run";
import { bundleProgram } from "./bundle";
import { engineEnvironment } from "./environment";

/** The real engine and plugin: mocks know no differences. */
const folder = mkdtempSync(join(tmpdir(), "freehold-keys-"));
const env = engineEnvironment(folder);
const pulumi = (more: NodeJS.ProcessEnv, ...args: string[]) =>
  run("pulumi", [...args, "--stack", "test", "--cwd", folder, "--non-interactive"], { env: { ...env, ...more } });
const up = (more: NodeJS.ProcessEnv = {}, ...args: string[]) =>
  pulumi(more, "up", "--yes", "--skip-preview", ...args).then(succeeded);

interface Keys {
  readonly operator: string;
  readonly host: string;
  readonly halves: readonly [string, string];
}
const outputs = async () => JSON.parse((await pulumi({}, "stack", "output", "--json")).output) as Keys;

let first: Keys;
beforeAll(async () => {
  mkdirSync(join(folder, "state"));
  writeFileSync(
    join(folder, "Pulumi.yaml"),
    "name: freehold\nruntime:\n  name: nodejs\n  options: { typescript: false }\n",
  );
  bundleProgram(folder, join(__dirname, "keys", "index.ts"));
  succeeded(await pulumi({}, "stack", "init"));
  await up();
  first = await outputs();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Another value for every input there is: a new one of the SDK does not compile until it is here. */
const edits = {
  addPreviousOutputInEnv: false,
  archivePaths: ["*.none"],
  assetPaths: ["*.none"],
  create: "ssh-keygen -q -t ed25519 -N '' -f new; cat new.pub new",
  delete: "echo deleted",
  dir: "state",
  environment: { COMMENT: "another" },
  interpreter: ["/bin/bash", "-c"],
  logging: "stdoutAndStderr",
  stdin: "another",
  triggers: [1],
  update: "ssh-keygen -q -t ed25519 -N '' -f new; cat new.pub new",
} satisfies Record<keyof command.local.CommandArgs, unknown>;

const edited = (inputs: object) => ({ FREEHOLD_TEST_EDIT: JSON.stringify(inputs) });

it("no edit of any input makes new keys, with and without what a plugin's check fills in", async () => {
  // All at once: one that counted would show, and every run of the engine costs seconds.
  for (const addPreviousOutputInEnv of [false, true])
    expect((await up(edited({ ...edits, addPreviousOutputInEnv }))).output).toMatch(/Resources:\n\s+4 unchanged/);
  expect(await outputs()).toEqual(first);
});

it("a rotation takes the staged pairs, also where the state has an edited script", async () => {
  const next = join(folder, ".freehold", "test", "next");
  mkdirSync(next, { recursive: true });
  for (const name of ["operator", "host"])
    ask("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", name, "-f", join(next, name)]);
  const replace = ["--replace", "**::operator-key", "--replace", "**::host-key"];
  expect((await up({ FREEHOLD_ROTATE: "1" }, ...replace)).output).toMatch(/\+-2 replaced/);
  const staged = (name: string) => ask("ssh-keygen", ["-y", "-f", join(next, name)]);
  expect(await outputs()).toMatchObject({ operator: staged("operator"), host: staged("host") });
  // The same again, as after a run that was killed: the same pairs.
  const rotated = await outputs();
  await up({ FREEHOLD_ROTATE: "1" }, ...replace);
  expect(await outputs()).toEqual(rotated);
  rmSync(next, { recursive: true });
  expect((await up()).output).toMatch(/Resources:\n\s+4 unchanged/);
  expect(await outputs()).toEqual(rotated);
});

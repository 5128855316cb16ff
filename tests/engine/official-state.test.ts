import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { run, succeeded } from "../support/rehearsal/run";
import { bundleProgram } from "./bundle";
import { engineEnvironment } from "./environment";
import { asGiven, deployment, type RecordedResource, recorded } from "./official-state";

/** The real engine and SDKs, and this machine's plugins, before a state that Pulumi's own plugins made. Docker is not asked. */
const folder = mkdtempSync(join(tmpdir(), "freehold-official-"));
const env = engineEnvironment(folder);
const pulumi = (...args: string[]) =>
  run("pulumi", [...args, "--stack", "test", "--cwd", folder, "--non-interactive"], { env });

beforeAll(async () => {
  mkdirSync(join(folder, "state"));
  writeFileSync(
    join(folder, "Pulumi.yaml"),
    "name: freehold\nruntime:\n  name: nodejs\n  options: { typescript: false }\n",
  );
  bundleProgram(folder, join(__dirname, "recorded", "index.ts"));
  succeeded(await pulumi("stack", "init"));
  const state = join(folder, "official.json");
  writeFileSync(state, JSON.stringify(deployment("test", "freehold", recorded)));
  succeeded(await pulumi("stack", "import", "--file", state));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function give(edit: (one: RecordedResource) => object = () => ({})): void {
  const given = recorded.map((one) => ({ ...one, inputs: { ...(asGiven(one.inputs) as object), ...edit(one) } }));
  writeFileSync(join(folder, "given.json"), JSON.stringify(given));
}

it("a state of official shape has no difference to the program that made it", async () => {
  give();
  const { output, status } = await pulumi("preview", "--diff", "--expect-no-changes");
  expect(status, output).toBe(0);
  expect(output).toContain(`${recorded.length + 1} unchanged`);
});

it("a changed input is seen, and a trigger that changes replaces", async () => {
  give(({ name }) =>
    name === "machine" ? { memory: 2048, memorySwap: 2048 } : name === "rescue" ? { triggers: ["other"] } : {},
  );
  const { output } = await pulumi("preview", "--diff");
  expect(output).toMatch(/~ 1 to update\n\s+\+-1 to replace/);
});

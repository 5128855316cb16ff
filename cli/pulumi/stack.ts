import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, rmdirSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { load } from "js-yaml";
import { accessFolder } from "../../infra/names";
import type { Used } from "../../infra/targets/oracle/guard/over";
import { execute, must } from "../execute";
import { readJson } from "../files";
import { pulumiHome, root } from "../paths";
import { say } from "../step";
import { backendUrl, checkpointFile, defaultOf, ensureBackendFolder, folderOf, projectName } from "./backend";
import { placeOf, pulumiCommand, pulumiEnvironment } from "./environment";

const pulumi = (stack: string, ...args: string[]) =>
  must(pulumiCommand(), args, { cwd: root, env: pulumiEnvironment(stack) });

/** Returns the target that a stack's file names, or Pulumi.yaml's default. */
export function targetOf(stack: string): string {
  const file = join(root, `Pulumi.${stack}.yaml`);
  const { config } = ((existsSync(file) && load(readFileSync(file, "utf8"))) || {}) as {
    config?: Record<string, unknown>;
  };
  return String(config?.[`${projectName()}:target`] ?? defaultOf("target"));
}

/** Whether the backend knows the stack. A file backend is looked at directly: Pulumi itself takes half a second. */
export async function stackExists(stack: string, place = placeOf(stack)): Promise<boolean> {
  const file = checkpointFile(stack, place);
  if (file) return existsSync(file) || existsSync(`${file}.gz`);
  const { code } = await execute(pulumiCommand(), ["stack", "export", "--stack", stack], {
    cwd: place.folder,
    env: place.environment,
  });
  return code === 0;
}

/** Makes the stack where there is none and selects it. A stack's file that has its salt is not rewritten by this. */
export async function ensureStack(stack: string): Promise<void> {
  ensureBackendFolder();
  if (await stackExists(stack)) return;
  await pulumi(stack, "stack", "init", stack, "--non-interactive");
  say(`stack ${stack}: made`);
}

/** Selects the stack for raw `pulumi` commands, unless the user has selected one. Pulumi keeps the choice by the project's path. */
export async function selectUnlessSelected(stack: string): Promise<void> {
  const id = createHash("sha1").update(join(root, "Pulumi.yaml")).digest("hex");
  const choice = readJson<{ stack?: string }>(join(pulumiHome, "workspaces", `${projectName()}-${id}-workspace.json`));
  if (!choice?.stack) await pulumi(stack, "stack", "select", stack);
}

/** Forgets a destroyed stack: its history, and all state when no other stack is left in it. */
export async function removeStack(stack: string): Promise<void> {
  await pulumi(stack, "stack", "rm", stack, "--yes", "--preserve-config");
  const folder = folderOf(backendUrl());
  // The folder itself is in git, with a .gitignore: raw `pulumi` commands do not make it.
  if (folder?.startsWith(root) && stacksIn(folder).length === 0)
    rmSync(join(folder, ".pulumi"), { recursive: true, force: true });
  for (const path of [join(root, accessFolder(stack)), dirname(join(root, accessFolder(stack)))]) removeIfEmpty(path);
}

function stacksIn(folder: string): string[] {
  const stacks = join(folder, ".pulumi", "stacks");
  if (!existsSync(stacks)) return [];
  return readdirSync(stacks, { recursive: true, encoding: "utf8" }).filter((name) => /\.json(\.gz)?$/.test(name));
}

function removeIfEmpty(folder: string) {
  try {
    rmdirSync(folder);
  } catch {
    // Not there, or the program's own delete commands left something that a person should see.
  }
}

/** A resource of the state, as far as it is read here. */
export interface Recorded {
  readonly urn: string;
  readonly type: string;
  readonly id?: string;
  readonly protect?: boolean;
  readonly outputs?: Readonly<Record<string, unknown>>;
}

/** The resources in a file backend's checkpoint, none for a new stack; undefined where the state cannot be read as a file. */
export function readResources(stack: string): readonly Recorded[] | undefined {
  const file = checkpointFile(stack);
  if (file === undefined || existsSync(`${file}.gz`)) return undefined;
  const state = readJson<{ checkpoint?: { latest?: { resources?: Recorded[] } } }>(file);
  return state?.checkpoint?.latest?.resources ?? [];
}

const resourcesOf = (stack: string) => readResources(stack) ?? [];

/** One of the stack's outputs, where it has it. */
export const outputOf = (stack: string, name: string): unknown =>
  resourcesOf(stack).find(({ type }) => type === "pulumi:pulumi:Stack")?.outputs?.[name];

/** The resource that is the server itself, as the state of a file backend names it. */
export function serverOfState(stack: string): { readonly urn: string; readonly protected: boolean } | undefined {
  const server = resourcesOf(stack).find(
    ({ urn, type }) => type === "oci:Core/instance:Instance" || /:(Container::machine|Command::take-over)$/.test(urn),
  );
  return server && { urn: server.urn, protected: server.protect ?? false };
}

/** What a choice of the availability domain was made by: stale within minutes, so a rebuild asks again. */
export const capacityReportsOf = (stack: string): string[] =>
  resourcesOf(stack).flatMap(({ urn, type }) =>
    type === "oci:Core/computeCapacityReport:ComputeCapacityReport" ? [urn] : [],
  );

/** What the state records of a server at Oracle, as the always-free guard looks at it. */
export function recordedUse(stack: string): Used {
  const servers = resourcesOf(stack).flatMap(({ type, outputs }) =>
    type === instanceType && outputs ? [outputs] : [],
  );
  const size = (outputs: Outputs, key: string) => Number((outputs["shapeConfig"] as Outputs | undefined)?.[key] ?? 0);
  const disk = (outputs: Outputs) =>
    Number((outputs["sourceDetails"] as Outputs | undefined)?.["bootVolumeSizeInGbs"] ?? 0);
  const common = (outputs: Outputs) => ({ id: String(outputs["id"]), name: String(outputs["displayName"]), own: true });
  return {
    instances: servers.map((outputs) => ({
      ...common(outputs),
      shape: String(outputs["shape"]),
      ocpus: size(outputs, "ocpus"),
      memoryGb: size(outputs, "memoryInGbs"),
      domain: String(outputs["availabilityDomain"]),
      compartment: String(outputs["compartmentId"]),
      state: String(outputs["state"]),
    })),
    volumes: servers.map((outputs) => ({ ...common(outputs), sizeGb: disk(outputs) })),
  };
}

type Outputs = Readonly<Record<string, unknown>>;
const instanceType = "oci:Core/instance:Instance";

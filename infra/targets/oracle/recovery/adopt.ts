import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Provider } from "@pulumi/oci/provider";
import * as automation from "@pulumi/pulumi/automation";
import { credentialSources, findCredentials } from "../account/credentials";
import { providerConfig } from "../account/provider-config";
import { type Leftover, listTagged } from "./leftovers";

/** What is needed of an operation that a killed run had begun. */
export interface CutOff {
  readonly type: string;
  readonly resource: { readonly type: string; readonly inputs?: Readonly<Record<string, unknown>> };
}

/** The fate of a cut-off creation. `settled`: nothing was made. `kept`: it cannot be known. */
export type Fate =
  | { readonly kind: "adopted"; readonly id: string }
  | { readonly kind: "settled" }
  | { readonly kind: "kept" };

/** Types that are questions, or live in the program alone: nothing of them is left in the cloud. */
const nothingLeft = new Set(["oci:Core/computeCapacityReport:ComputeCapacityReport"]);

/**
 * Which leftover a cut-off creation made. Type, tag and name must agree, and the state must not have it already: while a machine
 * is being rebuilt there are two of one name. Pure.
 * @param known ids the state has
 */
export function fateOf(operation: CutOff, leftovers: readonly Leftover[], known: ReadonlySet<string>): Fate {
  const { type, inputs } = operation.resource;
  if (nothingLeft.has(type)) return { kind: "settled" };
  const name = inputs?.["displayName"] ?? inputs?.["name"];
  if (typeof name !== "string") return { kind: "kept" };
  const made = leftovers.find((l) => l.type === type && l.name === name && !known.has(l.id));
  return made ? { kind: "adopted", id: made.id } : { kind: "settled" };
}

/** Where the stack lives, for those who ask about it from outside. */
export interface StackPlace {
  readonly stack: string;
  /** Folder of Pulumi.yaml. */
  readonly folder: string;
  /** Environment of Pulumi's commands. */
  readonly environment: NodeJS.ProcessEnv;
}

/**
 * Finds what is in Oracle's cloud with the stack's tag. Asks through the same provider plugin and the same credentials as `up`, by
 * previewing a program of nothing but data sources in a throw-away stack, so no second client for Oracle is needed. Takes 3 s.
 * @throws Error with the provider's words when Oracle cannot be asked
 */
export async function findLeftovers(place: StackPlace): Promise<Leftover[]> {
  const folder = mkdtempSync(join(tmpdir(), "freehold-find-"));
  try {
    const config = await configOf(place);
    let found: Leftover[] = [];
    const program = async () => {
      found = await ask(place, config["freehold:region"]?.value, config["freehold:compartment"]?.value);
    };
    const envVars = {
      ...plain(place.environment),
      PULUMI_BACKEND_URL: `file://${folder}`,
      PULUMI_CONFIG_PASSPHRASE: "",
    };
    const stack = await automation.LocalWorkspace.createOrSelectStack(
      { stackName: "find", projectName: "freehold", program },
      { workDir: folder, envVars },
    );
    await stack.setAllConfig(Object.fromEntries(Object.entries(config).filter(([key]) => key.startsWith("oci:"))));
    await stack.preview();
    return found;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function ask(place: StackPlace, region?: string, compartment?: string): Promise<Leftover[]> {
  const config = providerConfig(region || undefined);
  const sources = credentialSources(config as { [key: string]: string | undefined }, place.environment);
  const credentials = findCredentials(sources, region || undefined);
  if (!("tenancy" in credentials)) throw new Error(credentials.join("\n"));
  const { tenancy } = credentials;
  return listTagged(
    place.stack,
    { tenancy, compartment: compartment || tenancy },
    { provider: new Provider("find", config) },
  );
}

async function configOf(place: StackPlace): Promise<automation.ConfigMap> {
  const workspace = await automation.LocalWorkspace.create({
    workDir: place.folder,
    envVars: plain(place.environment),
  });
  return workspace.getAllConfig(place.stack);
}

const plain = (environment: NodeJS.ProcessEnv) =>
  Object.fromEntries(Object.entries(environment).filter((e): e is [string, string] => e[1] !== undefined));

/** Ids that the state has, as `pulumi stack export` shows them. */
async function knownIds(place: StackPlace): Promise<Set<string>> {
  const workspace = await automation.LocalWorkspace.create({
    workDir: place.folder,
    envVars: plain(place.environment),
  });
  const { deployment } = await workspace.exportStack(place.stack);
  const resources = (deployment?.resources ?? []) as { id?: string }[];
  return new Set(resources.flatMap((r) => (r.id === undefined ? [] : [r.id])));
}

/** The automation library looks for `pulumi` on this process's own PATH, whatever environment it is given. */
async function withPath<T>(environment: NodeJS.ProcessEnv, work: () => Promise<T>): Promise<T> {
  const before = process.env["PATH"];
  process.env["PATH"] = environment["PATH"];
  try {
    return await work();
  } finally {
    process.env["PATH"] = before;
  }
}

/** Finds out what became of a cut-off creation. Asks Oracle once for all operations of a place. */
export function adopter(place: StackPlace): (operation: CutOff) => Promise<Fate> {
  let asked: Promise<[Leftover[], Set<string>]> | undefined;
  return async (operation) => {
    if (nothingLeft.has(operation.resource.type)) return { kind: "settled" };
    asked ??= withPath(place.environment, () => Promise.all([findLeftovers(place), knownIds(place)]));
    return fateOf(operation, ...(await asked));
  };
}

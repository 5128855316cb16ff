import * as automation from "@pulumi/pulumi/automation";
import { askOracle, plain, type StackPlace, withPath } from "./ask";
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

/**
 * Finds what is in Oracle's cloud with the stack's tag. Takes 3 s.
 * @throws Error with the provider's words when Oracle cannot be asked
 */
export const findLeftovers = (place: StackPlace): Promise<Leftover[]> =>
  askOracle(place, ({ config, credentials: { tenancy }, provider }) =>
    listTagged(place.stack, { tenancy, compartment: config["freehold:compartment"]?.value || tenancy }, { provider }),
  );

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

/** Finds out what became of a cut-off creation. Asks Oracle once for all operations of a place. */
export function adopter(place: StackPlace): (operation: CutOff) => Promise<Fate> {
  let asked: Promise<[Leftover[], Set<string>]> | undefined;
  return async (operation) => {
    if (nothingLeft.has(operation.resource.type)) return { kind: "settled" };
    asked ??= withPath(place.environment, () => Promise.all([findLeftovers(place), knownIds(place)]));
    return fateOf(operation, ...(await asked));
  };
}

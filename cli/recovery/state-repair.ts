/** What is read and written of a Pulumi deployment (`pulumi stack export`); everything else is kept as it is. */
export interface StateResource {
  readonly urn: string;
  readonly type: string;
  readonly custom?: boolean;
  readonly id?: string;
  readonly inputs?: Readonly<Record<string, unknown>>;
  readonly outputs?: Readonly<Record<string, unknown>>;
  readonly delete?: boolean;
  /** What went wrong after it was made: the engine lets the next run try an update. */
  readonly initErrors?: readonly string[];
  readonly [other: string]: unknown;
}

export interface PendingOperation {
  readonly type: "creating" | "updating" | "deleting" | "reading" | "importing" | (string & {});
  readonly resource: StateResource;
}

export interface Deployment {
  readonly resources?: readonly StateResource[];
  readonly pending_operations?: readonly PendingOperation[];
  readonly [other: string]: unknown;
}

/** What to do about an operation that was cut off. */
export type Remedy =
  /** The half-made thing is ours by its label and is removed; the next `up` makes it again. */
  | { readonly kind: "remove"; readonly thing: "container" | "network" | "volume"; readonly name: string }
  /** Found in the cloud by its tag and taken into the state: it may be the only one that the account is allowed. */
  | { readonly kind: "adopt" }
  /** Running it again gives the same result: forgotten. */
  | { readonly kind: "drop" }
  /** Nobody knows what became of it: a person must look before the next run makes another one. */
  | { readonly kind: "keep" };

const dockerThings: Readonly<Record<string, "container" | "network" | "volume">> = {
  "docker:index/container:Container": "container",
  "docker:index/network:Network": "network",
  "docker:index/volume:Volume": "volume",
};

/** Decides about one operation. Pure. */
export function remedyFor({ type, resource }: PendingOperation): Remedy {
  // The resource is in the state with what was known before: the next run updates, deletes or reads it again.
  if (type !== "creating") return { kind: "drop" };
  if (resource.type.startsWith("oci:")) return { kind: "adopt" };
  const thing = dockerThings[resource.type];
  const name = resource.inputs?.["name"];
  if (thing) return typeof name === "string" ? { kind: "remove", thing, name } : { kind: "keep" };
  // Our commands can be run again; an image that was half built is only cache.
  return resource.type.startsWith("command:") || resource.type.startsWith("docker:")
    ? { kind: "drop" }
    : { kind: "keep" };
}

/**
 * Servers at Oracle whose launch failed after it was accepted. Oracle ends such a machine by itself, and an update of it, which the
 * engine would try, cannot work: they must be read anew first. Pure.
 */
export const failedLaunches = ({ resources = [] }: Deployment): string[] =>
  resources
    .filter(({ type, initErrors = [] }) => type === "oci:Core/instance:Instance" && initErrors.length > 0)
    .map(({ urn }) => urn);

/** How an operation ended after its remedy was tried. */
export type Outcome =
  | { readonly kind: "settled" }
  /** `outputs` default to the inputs; a refresh brings the rest. */
  | { readonly kind: "adopted"; readonly id: string; readonly outputs?: Readonly<Record<string, unknown>> }
  | { readonly kind: "kept" };

function adopt(
  resources: readonly StateResource[],
  resource: StateResource,
  id: string,
  outputs?: object,
): StateResource[] {
  const adopted = { ...resource, custom: true, id, outputs: { ...(outputs ?? resource.inputs) } };
  const old = resources.findIndex((other) => other.urn === resource.urn && !other.delete);
  if (old < 0) return [...resources, adopted];
  // A replacement in progress: the new one takes the old one's place, where its dependents look for it, and the old one is to go.
  return resources.flatMap((other, i) => (i === old ? [adopted, { ...other, delete: true }] : [other]));
}

/**
 * The deployment after repair: adopted resources in, and no operation pending, since `pulumi stack import` drops them all anyway.
 * Pure.
 * @param outcomes one for each pending operation, in their order
 */
export function repaired(deployment: Deployment, outcomes: readonly Outcome[]): Deployment {
  const { pending_operations: operations = [], ...rest } = deployment;
  let resources = deployment.resources ?? [];
  operations.forEach(({ resource }, i) => {
    const outcome = outcomes[i];
    if (outcome?.kind === "adopted") resources = adopt(resources, resource, outcome.id, outcome.outputs);
  });
  return { ...rest, resources };
}

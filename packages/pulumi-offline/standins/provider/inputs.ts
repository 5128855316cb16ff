import { type Plain, Unknown } from "./values";

/** Supported fields: `true` takes any value, an object names the fields of an object or of each element of a list. */
export type Shape = { [field: string]: true | Shape };

/** @returns paths that the shape does not name, for example `build.secrets` or `mounts[0].bindOptions`. */
export function unsupported(inputs: Plain, shape: Shape, path = ""): string[] {
  return Object.entries(inputs).flatMap(([field, value]) => {
    const at = path ? `${path}.${field}` : field;
    if (field.startsWith("__")) return [];
    const inner = shape[field];
    if (inner === undefined) return [at];
    if (inner === true || value === null || typeof value !== "object" || value instanceof Unknown) return [];
    if (!Array.isArray(value)) return unsupported(value, inner, at);
    return value.flatMap((item, i) => (item instanceof Unknown ? [] : unsupported(item, inner, `${at}[${i}]`)));
  });
}

export interface Failure {
  property: string;
  reason: string;
}

export function refusals(provider: string, type: string, inputs: Plain, shape: Shape, required: string[]): Failure[] {
  const unknown = unsupported(inputs, shape).map((property) => ({
    property,
    reason: `stand-in for ${provider}: input \`${property}\` of ${type} is not supported; install the official plugin`,
  }));
  const missing = required
    .filter((property) => lookup(inputs, property) === undefined)
    .map((property) => ({ property, reason: `${type} needs input \`${property}\`, which is not set` }));
  return [...unknown, ...missing];
}

function lookup(inputs: Plain, path: string): unknown {
  return path.split(".").reduce<unknown>((value, field) => {
    if (value instanceof Unknown) return value;
    return (value as Plain | undefined)?.[field];
  }, inputs);
}

import { compare, type DetailedDiff, replacing } from "../provider/diff";
import { type Plain, Unknown } from "../provider/values";

type Label = { label: string; value: string };

export const labelShape = { label: true, value: true } as const;

export const labelMap = (labels: Label[] | undefined): Record<string, string> =>
  Object.fromEntries((labels ?? []).map(({ label, value }) => [label, value]));

/** Terraform sets have no order: a list in another order is no change. */
export function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted).sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
  if (typeof value !== "object" || value === null || value instanceof Unknown) return value;
  return Object.fromEntries(
    Object.keys(value)
      .sort()
      .map((key) => [key, sorted((value as Plain)[key])]),
  );
}

export interface Rules {
  /** Properties whose change the official plugin makes in place, or takes note of only. */
  inPlace?: string[];
  /** Lists without order. */
  sets?: string[];
}

/**
 * Diff of a bridged Terraform resource: what the program set last time, as it is now, against what it sets.
 * A name given by the program cannot exist twice, so such a replacement deletes first (pulumi-terraform-bridge,
 * nameRequiresDeleteBeforeReplace).
 */
export function bridgedDiff(rules: Rules, olds: Plain, oldInputs: Plain, news: Plain, keys: string[]): DetailedDiff {
  const order = (props: Plain) =>
    Object.fromEntries(
      Object.entries(props).map(([key, value]) => [key, rules.sets?.includes(key) ? sorted(value) : value]),
    );
  const before = Object.fromEntries(keys.filter((key) => oldInputs[key] !== undefined).map((key) => [key, olds[key]]));
  const replaces = new Set(keys.filter((key) => !rules.inPlace?.includes(key)));
  const changes = compare(order(before), order(news), keys, replaces);
  const generated = (news["__defaults"] ?? []).includes("name");
  return { changes, deleteBeforeReplace: replacing(changes) && !generated && changes["name"] === undefined };
}

/** Puts in the generated name where the program gave none, and marks it as the bridge does. */
export function named(inputs: Plain, name: string): Plain {
  return inputs["name"] === undefined ? { ...inputs, name, __defaults: ["name"] } : { ...inputs, __defaults: [] };
}

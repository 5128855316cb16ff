import { compare, type DetailedDiff, replacing } from "../provider/diff";
import type { Shape } from "../provider/inputs";
import { type Plain, same, Unknown } from "../provider/values";

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

const isEmpty = (value: unknown) =>
  !value || (typeof value === "object" && !(value instanceof Unknown) && Object.keys(value).length === 0);

/**
 * A value without what says nothing: the bridge's marks, and the fields of objects that Terraform's SDK cannot tell from unset
 * ones ("", 0, false, null, empty lists). An official state has them all, a program none. Maps (shape `true`) stay as they are.
 */
export function bare(value: unknown, shape: true | Shape | undefined): unknown {
  if (value === null || (typeof value === "object" && isEmpty(value)) || value === "") return undefined;
  if (Array.isArray(value)) return value.map((item) => (shape === true ? item : bare(item, shape)));
  if (typeof value !== "object" || value instanceof Unknown || shape === true || shape === undefined) return value;
  const fields = Object.entries(value).filter(([key, item]) => !key.startsWith("__") && !isEmpty(item));
  return Object.fromEntries(fields.map(([key, item]) => [key, bare(item, shape[key])]));
}

/** Defaults of a Terraform schema; those of an object inside lie under its name. */
export type Defaults = { readonly [field: string]: string | number | boolean | Defaults };

export interface Rules {
  readonly shape: Shape;
  /** Properties whose change the official plugin makes in place, or takes note of only. */
  readonly inPlace?: readonly string[];
  /** Lists without order. */
  readonly sets?: readonly string[];
  readonly defaults?: Defaults;
  /** False: a replacement of a named object is made first, too. Default true. */
  readonly deletesFirst?: boolean;
}

/**
 * Diff of a bridged Terraform resource: what the program set last time, as it is now, against what it sets.
 * A name given by the program cannot exist twice, so such a replacement deletes first (pulumi-terraform-bridge,
 * nameRequiresDeleteBeforeReplace). A default that a state of an earlier stand-in lacks is noted in place: it has held all along.
 */
export function bridgedDiff(rules: Rules, olds: Plain, oldInputs: Plain, news: Plain): DetailedDiff {
  const { shape, inPlace = [], sets = [], defaults = {}, deletesFirst = true } = rules;
  const keys = Object.keys(shape);
  const plain = (props: Plain) =>
    Object.fromEntries(
      Object.entries(props).map(([key, value]) => {
        const meant = bare(value, shape[key]);
        return [key, sets.includes(key) ? sorted(meant) : meant];
      }),
    );
  const before = Object.fromEntries(keys.filter((key) => oldInputs[key] !== undefined).map((key) => [key, olds[key]]));
  const held = (key: string) => before[key] === undefined && same(news[key], defaults[key]);
  const replaces = new Set(keys.filter((key) => !inPlace.includes(key) && !held(key)));
  const changes = compare(plain(before), plain(news), keys, replaces);
  const generated = (news["__defaults"] ?? []).includes("name");
  const named = !generated && changes["name"] === undefined;
  return { changes, deleteBeforeReplace: deletesFirst && replacing(changes) && named };
}

function filled(inputs: Plain, shape: Shape, defaults: Defaults): Plain {
  const inside = Object.entries(inputs).map(([key, value]) => {
    const [fields, theirs] = [shape[key], defaults[key]];
    if (typeof fields !== "object" || typeof value !== "object" || value instanceof Unknown) return [key, value];
    const fill = (item: unknown) =>
      item instanceof Unknown ? item : filled(item as Plain, fields, typeof theirs === "object" ? theirs : {});
    return [key, Array.isArray(value) ? value.map(fill) : fill(value)];
  });
  const added = Object.entries(defaults).filter(
    ([key, value]) => typeof value !== "object" && inputs[key] === undefined,
  );
  return { ...Object.fromEntries([...inside, ...added]), __defaults: added.map(([key]) => key).sort() };
}

/**
 * What the bridge's check makes of the inputs: the schema's defaults and the generated name, where the program gave none, and in
 * each object a list of what was put in. Without the same here, each would be a difference to a state of the other kind.
 */
export const checked =
  (shape: Shape, defaults: Defaults = {}, generates = true) =>
  (inputs: Plain, name: string): Plain =>
    filled(inputs, shape, generates ? { name, ...defaults } : defaults);

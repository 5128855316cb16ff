import type { Change, DetailedDiff, Kind } from "../provider/diff";
import { type Plain, Unknown } from "../provider/values";

const isObject = (value: unknown): value is Plain =>
  typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Unknown);

/** Rules of a resource's schema. Paths are dotted, as in oci-diff-rules. */
export interface Rules {
  /** ForceNew. */
  readonly replaces: readonly string[];
  /** Inputs that are not computed, too: taken away, they are a difference. */
  readonly clears?: readonly string[];
  /** Inputs whose case does not count. */
  readonly anyCase?: readonly string[];
  /** Maps: a key that is gone is a difference inside the map. */
  readonly maps?: readonly string[];
  /** ForceNew by a customized diff, which the bridge reports as `__meta`. */
  readonly meta?: readonly string[];
}

interface Found {
  readonly path: string;
  readonly kind: Kind;
}

/** Numbers and their texts are alike, as they are to the bridge. */
const alike = (a: unknown, b: unknown, anyCase: boolean) =>
  String(a) === String(b) || (anyCase && String(a).toLowerCase() === String(b).toLowerCase());

function differences(rules: Rules, state: unknown, input: unknown, path: string): Found[] {
  if (input === undefined || input === null) return [];
  const plain = path.replace(/\[\d+\]/g, "");
  const empty = state === undefined || state === null || state === "";
  if (Array.isArray(input)) return ofLists(rules, Array.isArray(state) ? state : [], input, path);
  if (isObject(input)) {
    const before = isObject(state) ? state : {};
    const gone = rules.maps?.includes(plain) ? Object.keys(before).filter((key) => !(key in input)) : [];
    // A block that was not there at all is one difference.
    if (empty && !rules.maps?.includes(plain)) return [{ path, kind: "add" }];
    return [
      ...Object.entries(input)
        .filter(([key]) => !key.startsWith("__"))
        .flatMap(([key, item]) => differences(rules, before[key], item, path ? `${path}.${key}` : key)),
      ...gone.map((key): Found => ({ path: `${path}.${key}`, kind: "delete" })),
    ];
  }
  if (!empty && !(input instanceof Unknown) && alike(state, input, rules.anyCase?.includes(plain) ?? false)) return [];
  // What is the same as nothing is none.
  if (empty && (input === "" || (input === false && state === null))) return [];
  return [{ path, kind: state === undefined || state === null ? "add" : "update" }];
}

function ofLists(rules: Rules, before: readonly unknown[], now: readonly unknown[], path: string): Found[] {
  if (now.length === 0 && before.length > 0) return [{ path, kind: "delete" }];
  return [
    ...now.flatMap((item, i) =>
      i < before.length
        ? differences(rules, before[i], item, `${path}[${i}]`)
        : [{ path: `${path}[${i}]`, kind: "add" as const }],
    ),
    ...before.slice(now.length).map((_, i): Found => ({ path: `${path}[${now.length + i}]`, kind: "delete" })),
  ];
}

const above = (path: string, rule: string) =>
  path === rule || path.startsWith(`${rule}.`) || path.startsWith(`${rule}[`);

/**
 * What differs between the state and the program's inputs, by the official provider's rules: what only the state has is computed
 * and no difference, nor is an input that was taken away where Oracle computes it, too. Pure.
 */
export function bridgedDiff(rules: Rules, olds: Plain, oldInputs: Plain, news: Plain): DetailedDiff {
  const given = Object.entries(news).filter(([key]) => !key.startsWith("__"));
  const found = given.flatMap(([key, value]) => differences(rules, olds[key], value, key));
  for (const key of rules.clears ?? [])
    if (news[key] === undefined && oldInputs[key] !== undefined && olds[key]) found.push({ path: key, kind: "delete" });
  const changes: Record<string, Change> = {};
  for (const { path, kind } of found) {
    const plain = path.replace(/\[\d+\]/g, "");
    const replace = rules.replaces.some((rule) => above(plain, rule));
    // The bridge reports it for the block that was not there; inside of one that was, for the field.
    changes[path] = { kind, replace };
    if (rules.meta?.includes(plain)) changes["__meta"] = { kind: "update", replace: true };
  }
  return { changes, deleteBeforeReplace: false };
}

/** Inputs as the cloud has them now, in the form of the inputs, so that a refresh shows drift. Pure. */
export function inputsNow(state: unknown, input: unknown): unknown {
  if (isObject(input) && isObject(state))
    return Object.fromEntries(
      Object.entries(input).map(([key, item]) => [key, key.startsWith("__") ? item : inputsNow(state[key], item)]),
    );
  if (Array.isArray(input) && Array.isArray(state))
    return state.map((item, i) => (i < input.length ? inputsNow(item, input[i]) : item));
  return state !== undefined && state !== null && String(state) !== String(input) ? state : input;
}

import type { Props } from "./inventory";

const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

const isObject = (value: unknown): value is Props =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/**
 * Whether the state has all that the inputs say. Fields only the state has are computed by Oracle and don't count; numbers and
 * their texts are alike, as they are to the bridge.
 */
export function covers(state: unknown, input: unknown): boolean {
  if (input === unknown) return false;
  if (Array.isArray(input))
    return Array.isArray(state) && state.length === input.length && input.every((item, i) => covers(state[i], item));
  if (isObject(input)) return isObject(state) && Object.entries(input).every(([key, item]) => covers(state[key], item));
  if (input === null || input === undefined) return true;
  return state !== null && state !== undefined && String(state) === String(input);
}

/** Top-level inputs that differ from the state, or were inputs and are no longer. */
export function changedKeys(state: Props, oldInputs: Props, news: Props): string[] {
  const keys = new Set([...Object.keys(news), ...Object.keys(oldInputs)].filter((key) => !key.startsWith("__")));
  return [...keys].filter((key) => (key in news ? !covers(state[key], news[key]) : true));
}

const at = (props: Props, path: string) =>
  path.split(".").reduce<unknown>((value, key) => (value as Props)?.[key], props);

/** Those of the paths whose value differs: what replaces the resource. */
export function replacingPaths(state: Props, oldInputs: Props, news: Props, paths: readonly string[]): string[] {
  return paths.filter((path) => {
    const wanted = at(news, path);
    return wanted === undefined ? at(oldInputs, path) !== undefined : !covers(at(state, path), wanted);
  });
}

/** Inputs as the cloud has them now, in the form of the inputs, so that a refresh shows drift. */
export function drifted(state: unknown, input: unknown): unknown {
  if (isObject(input) && isObject(state))
    return Object.fromEntries(Object.entries(input).map(([key, item]) => [key, drifted(state[key], item)]));
  if (Array.isArray(input) && Array.isArray(state))
    return state.map((item, i) => (i < input.length ? drifted(item, input[i]) : item));
  return state !== undefined && String(state) !== String(input) ? state : input;
}

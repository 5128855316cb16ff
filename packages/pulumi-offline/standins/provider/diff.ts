import { type Plain, same } from "./values";

export type Kind = "add" | "update" | "delete";
export interface Change {
  kind: Kind;
  replace: boolean;
}

export interface DetailedDiff {
  changes: Record<string, Change>;
  deleteBeforeReplace: boolean;
}

/**
 * Compares top-level properties.
 * @param replaces properties whose change cannot be made in place.
 */
export function compare(
  olds: Plain,
  news: Plain,
  keys: Iterable<string>,
  replaces: Set<string>,
): Record<string, Change> {
  const changes: Record<string, Change> = {};
  for (const key of keys) {
    if (same(olds[key] ?? undefined, news[key] ?? undefined)) continue;
    const kind = olds[key] === undefined ? "add" : news[key] === undefined ? "delete" : "update";
    changes[key] = { kind, replace: replaces.has(key) };
  }
  return changes;
}

export const replacing = (changes: Record<string, Change>) => Object.values(changes).some((change) => change.replace);

import { existsSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";

/** Name of a backup's file, which sorts by its time. `at`: UTC, as in the manifest. Pure. */
export const backupName = (stack: string, at: string) => `freehold-${stack}-${at.replaceAll(":", "")}.tar.age`;

/** The time in a name that `backupName` made of that stack; a name of another one has none. Pure. */
export function timeIn(stack: string, name: string): string | undefined {
  const prefix = `freehold-${stack}-`;
  return name.startsWith(prefix)
    ? /^(\d{4}-\d\d-\d\dT\d{6}Z)\.tar\.age$/.exec(name.slice(prefix.length))?.[1]
    : undefined;
}

/** A stack's backups in a folder's names, oldest first. Pure. */
export const backupsIn = (names: readonly string[], stack: string): string[] =>
  names.filter((name) => timeIn(stack, name) !== undefined).sort();

/** A stack's backups, oldest first, as paths. */
export function backupsOf(folder: string, stack: string): string[] {
  if (!existsSync(folder)) return [];
  return backupsIn(readdirSync(folder), stack).map((name) => join(folder, name));
}

/** The end of the name of what is written and not whole yet. */
export const unfinished = ".part";

/** Creates the folder, readable by this user alone, and removes what a killed run left of this stack. */
export function prepareFolder(folder: string, stack: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  for (const name of readdirSync(folder))
    if (name.startsWith(`.freehold-${stack}-`) && name.endsWith(unfinished)) rmSync(join(folder, name));
}

/** Removes all but the newest. Returns how many. */
export function keepNewest(folder: string, stack: string, keep: number): number {
  const old = backupsOf(folder, stack).slice(0, -keep);
  for (const path of old) rmSync(path);
  return old.length;
}

import { createHash, randomUUID } from "node:crypto";
import { accessSync, constants, readdirSync } from "node:fs";
import { join } from "node:path";

/** A name beside `path` that nobody else uses: written first, renamed when whole, so that two clones at once never see half. */
export const besides = (path: string) => `${path}.${process.pid}-${randomUUID().slice(0, 8)}.tmp`;

export function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** A short name for contents: the first 16 hex digits of their SHA-256. */
export function hashOf(...contents: readonly (string | Buffer)[]): string {
  const hash = createHash("sha256");
  for (const content of contents) hash.update(content).update("\0");
  return hash.digest("hex").slice(0, 16);
}

/** All files below a folder, sorted, so that their hash does not depend on the disk's order. */
export function filesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

import { createHash, randomUUID } from "node:crypto";
import { accessSync, constants, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

/** A name beside `path` that nobody else uses: written first, renamed when whole, so that two clones at once never see half. */
const besides = (path: string) => `${path}.${process.pid}-${randomUUID().slice(0, 8)}.tmp`;

/** Writes a file whole or not at all. */
export function writeWhole(path: string, content: string | Buffer, mode = 0o644) {
  mkdirSync(dirname(path), { recursive: true });
  const temporary = besides(path);
  writeFileSync(temporary, content, { mode });
  renameSync(temporary, path);
}

export function readJson<T>(path: string): T | undefined {
  try {
    return JSON.parse(readFileSync(path, "utf8")) as T;
  } catch {
    return undefined;
  }
}

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

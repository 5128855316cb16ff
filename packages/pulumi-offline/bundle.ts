import { closeSync, mkdirSync, openSync, readFileSync, readSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { besides, filesBelow, hashOf } from "./files";
import type { Host } from "./host";

/** Loaded at run time if at all: native parts that have a JavaScript fallback, and compilers that no plugin of ours needs. */
const external = ["*.node", "cpu-features", "typescript", "ts-node", "fsevents"];

/** What the bundle depends on: its sources, the dependencies' versions, and how it is built. */
function sourceHash(sourceFolder: string, lockfile: string): string {
  const sources = filesBelow(sourceFolder).filter((file) => file.endsWith(".ts"));
  const inputs = [...sources, lockfile, __filename];
  return hashOf(...inputs.map((file) => readFileSync(file)));
}

const mark = (hash: string) => `// freehold ${hash}\n`;

/** Reads the second line only: warm starts are measured. */
function isCurrent(path: string, hash: string): boolean {
  try {
    const file = openSync(path, "r");
    const head = Buffer.alloc(80);
    readSync(file, head, 0, head.length, 0);
    closeSync(file);
    return head.toString().includes(mark(hash));
  } catch {
    return false;
  }
}

export interface Executable {
  /** File name in the host's `binDir`. */
  readonly name: string;
  /** TypeScript file it starts with. */
  readonly entry: string;
  /** Folder of all that it may consist of: a change below it makes a new bundle. */
  readonly sources: string;
}

/**
 * Makes an executable of one file from TypeScript. One file, because Pulumi starts it anew in every run, and resolving hundreds
 * of modules takes longer than what they do.
 * @returns whether anything had to be done
 */
export async function bundleExecutable(
  host: Pick<Host, "binDir" | "lockfile">,
  { name, entry, sources }: Executable,
): Promise<boolean> {
  const target = join(host.binDir, name);
  const hash = sourceHash(sources, host.lockfile);
  if (isCurrent(target, hash)) return false;
  const { build } = await import("esbuild");
  const result = await build({
    entryPoints: [entry],
    bundle: true,
    platform: "node",
    target: "node22",
    format: "cjs",
    minifyWhitespace: true,
    minifySyntax: true,
    keepNames: true,
    external,
    write: false,
    logLevel: "silent",
    banner: { js: `#!/usr/bin/env node\n${mark(hash)}` },
  });
  mkdirSync(host.binDir, { recursive: true });
  const temporary = besides(target);
  writeFileSync(temporary, result.outputFiles[0]?.contents ?? "", { mode: 0o755 });
  renameSync(temporary, target);
  return true;
}

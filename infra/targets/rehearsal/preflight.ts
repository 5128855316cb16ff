import { execFile } from "node:child_process";
import { statfs } from "node:fs/promises";
import { createServer } from "node:net";
import { promisify } from "node:util";
import type { Plan } from "../../plan";
import { publishedPorts } from "./edge";
import { askEngine, rootWarning } from "./engine";
import { checkEngineKind } from "./engine-kind";

const run = promisify(execFile);

/** 3 GB: images 1 GB, the server's own Docker 1.5 GB, and air (measured, docs/design.md). */
const leastDiskBytes = 3e9;

/** What was found before anything is made. */
export interface Findings {
  /** Each of them stops `up`; empty where all is well. */
  readonly problems: readonly string[];
  /** Said once, stops nothing. */
  readonly warning?: string | undefined;
}

/** Checks what a rehearsal needs of this laptop. */
export async function checkLaptop(plan: Plan): Promise<Findings> {
  const ports = Promise.all([
    ...publishedPorts(plan).map((port) => portProblem(plan, port.external)),
    localProblem(plan),
  ]);
  const kind = await checkEngineKind();
  if (kind.length > 0) {
    await ports.catch(() => []);
    return { problems: kind };
  }
  const engine = await askEngine();
  if ("problem" in engine) {
    await ports.catch(() => []);
    return { problems: [engine.problem] };
  }
  const problems = [await diskProblem(engine.dataFolder), ...(await ports)].filter((problem) => problem !== undefined);
  return { problems, warning: rootWarning(engine.securityOptions) };
}

/** Free room where the engine keeps its data, if that is a folder of this machine (not so with Docker Desktop). */
async function diskProblem(folder: string): Promise<string | undefined> {
  const space = await statfs(folder).catch(() => undefined);
  if (space === undefined) return undefined;
  const free = space.bavail * space.bsize;
  if (free >= leastDiskBytes) return undefined;
  const gb = (bytes: number) => `${(bytes / 1e9).toFixed(1)} GB`;
  return `${folder} has ${gb(free)} free; a rehearsal needs ${gb(leastDiskBytes)}. Free some, for example: docker image prune`;
}

async function portProblem(plan: Plan, port: number): Promise<string | undefined> {
  const { bindAddress } = plan.settings;
  if (await canListen(bindAddress, port)) return undefined;
  const container = await containerAt(port);
  if (container === `${plan.name}-edge`) return undefined;
  const owner = container === undefined ? "" : ` by the container ${container}`;
  const keys = { [plan.settings.httpPort]: "httpPort", [plan.settings.httpsPort]: "httpsPort" };
  return (
    `port ${port} of ${bindAddress} is in use${owner}; expected a free one. ` +
    `Stop that, or take another: pulumi config set freehold:${keys[port] ?? "sshPort"} …`
  );
}

/**
 * The page is shown at `localhost`, which a browser looks up at ::1 first: another program there (Vite, webpack-dev-server) would be
 * seen in its place, although the port of 127.0.0.1 is free.
 */
export async function localProblem({ settings }: Plan): Promise<string | undefined> {
  if (settings.bindAddress !== "127.0.0.1" || (await canListen("::1", settings.httpPort))) return undefined;
  return (
    `FH-PORT-LOCALHOST: port ${settings.httpPort} of ::1 is in use, and browsers go there for http://localhost:${settings.httpPort}; ` +
    "expected a free one. Stop that program, or take another port: pulumi config set freehold:httpPort …"
  );
}

function canListen(host: string, port: number): Promise<boolean> {
  return new Promise((done) => {
    const probe = createServer();
    // A port that may not be opened (below 1024, as a user) is Docker's to open: only "in use" counts.
    probe.once("error", (error: NodeJS.ErrnoException) => done(error.code !== "EADDRINUSE"));
    probe.listen(port, host, () => probe.close(() => done(true)));
  });
}

async function containerAt(port: number): Promise<string | undefined> {
  const { stdout } = await run("docker", ["ps", "--filter", `publish=${port}`, "--format", "{{.Names}}"]);
  return stdout
    .trim()
    .split("\n")
    .find((name) => name !== "");
}

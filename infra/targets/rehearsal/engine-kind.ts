import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { hostname } from "node:os";
import { promisify } from "node:util";

const run = promisify(execFile);

/** What tells whether an engine can play the server: it answers to the name of Docker, which is not enough. */
export interface EngineKind {
  /** What `docker --version` says: podman answers to the command's name, too. */
  readonly command: string;
  /** Names of the server's parts, as `docker version` lists them. */
  readonly components: readonly string[];
  /** Operating system and processor of the engine, in Go's names. */
  readonly os: string;
  readonly arch: string;
  /** Where it listens: `unix:///var/run/docker.sock`. */
  readonly address: string;
  /** DOCKER_DEFAULT_PLATFORM. */
  readonly platform: string | undefined;
  /** Whether this program runs in a container of that very engine, with a network of its own. */
  readonly outside: boolean;
}

/** Whether an address is on this machine: a socket file, or loopback. Pure. */
export const isHere = (address: string) =>
  /^(unix|npipe|fd):/.test(address) || /^tcp:\/\/(localhost|127\.[\d.]+|\[::1\])(:\d+)?\/?$/.test(address);

const processors: Readonly<Record<string, string>> = { x86_64: "amd64", aarch64: "arm64" };

/** Why an engine cannot play the server, a sentence each with the way out; empty where it can. Pure. */
export function engineProblems(kind: EngineKind): string[] {
  const problems: string[] = [];
  if (/podman/i.test([kind.command, ...kind.components].join(" ")))
    problems.push(
      "FH-ENGINE-PODMAN: the docker command reaches podman, which takes no seccomp profile from a client (expected: Docker Engine). " +
        "Install Docker Engine (docs.docker.com/engine/install), or rehearse in a virtual machine",
    );
  if (!isHere(kind.address))
    problems.push(
      `FH-ENGINE-REMOTE: the Docker engine is on another machine (${kind.address}); the rehearsed server's ports would be open there, ` +
        "not here. Choose one of this machine: docker context use default, and unset DOCKER_HOST; or run the project on that machine",
    );
  if (kind.outside)
    problems.push(
      "FH-ENGINE-OUTSIDE: this is a container, and the Docker engine is its host's: the rehearsed server's ports would be open on the host, " +
        "not here. Use the dev container feature docker-in-docker, or run this container with --network host",
    );
  if (kind.os !== "linux")
    problems.push(
      `FH-ENGINE-OS: the Docker engine runs ${kind.os} containers; expected linux. Docker Desktop's menu: Switch to Linux containers`,
    );
  const [, wanted] = /^linux\/(\w+)/.exec(kind.platform ?? "") ?? [];
  if (kind.platform && (processors[wanted ?? ""] ?? wanted) !== (processors[kind.arch] ?? kind.arch))
    problems.push(
      `FH-ENGINE-PLATFORM: DOCKER_DEFAULT_PLATFORM is ${kind.platform}, the engine's own is ${kind.os}/${kind.arch}; an emulated server ` +
        "cannot run Docker itself. Run: unset DOCKER_DEFAULT_PLATFORM",
    );
  return problems;
}

async function say(...args: string[]): Promise<string> {
  return run("docker", args).then(
    ({ stdout }) => stdout.trim(),
    () => "",
  );
}

/** Whether this is a container that the engine knows, with a network of its own. */
async function isOutside(): Promise<boolean> {
  if (!existsSync("/.dockerenv")) return false;
  const mode = await say("container", "inspect", "--format", "{{.HostConfig.NetworkMode}}", hostname());
  return mode !== "" && mode !== "host";
}

/** Asks the docker command about the engine it reaches; undefined where none answers. */
export async function askKind(environment: NodeJS.ProcessEnv = process.env): Promise<EngineKind | undefined> {
  const [command, version, context, outside] = await Promise.all([
    say("--version"),
    say("version", "--format", "{{json .}}"),
    say("context", "inspect", "--format", "{{.Endpoints.docker.Host}}"),
    isOutside(),
  ]);
  if (version === "") return undefined;
  const { Server: server } = JSON.parse(version) as {
    Server?: { Os?: string; Arch?: string; Components?: readonly { readonly Name: string }[] | null };
  };
  return {
    command,
    components: (server?.Components ?? []).map(({ Name }) => Name),
    os: server?.Os ?? "linux",
    arch: server?.Arch ?? "",
    address: environment["DOCKER_HOST"] || context || "unix:///var/run/docker.sock",
    platform: environment["DOCKER_DEFAULT_PLATFORM"],
    outside,
  };
}

/** What is wrong with the engine that the docker command reaches; nothing where none answers, which others report. */
export async function checkEngineKind(): Promise<string[]> {
  const kind = await askKind();
  return kind === undefined ? [] : engineProblems(kind);
}

import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import type Docker from "dockerode";

/** Reads JSON, or nothing where the file is missing or broken: the docker command then uses its defaults too. */
function readJson(path: string): Record<string, unknown> {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch {
    return {};
  }
}

interface ContextMeta {
  Endpoints?: { docker?: { Host?: string } };
}

/**
 * Points DOCKER_HOST where the docker command would go: DOCKER_HOST, else DOCKER_CONTEXT, else the current context,
 * else the default socket. Order of docker/cli, cli/command/cli.go, resolveContextName.
 */
export function chooseHost(
  env: NodeJS.ProcessEnv,
  configDir = env["DOCKER_CONFIG"] ?? join(homedir(), ".docker"),
): void {
  if (env["DOCKER_HOST"]) return;
  const name = env["DOCKER_CONTEXT"] || readJson(join(configDir, "config.json"))["currentContext"];
  if (typeof name !== "string" || name === "" || name === "default") return;
  const digest = createHash("sha256").update(name).digest("hex");
  const meta = readJson(join(configDir, "contexts", "meta", digest, "meta.json")) as ContextMeta;
  const host = meta.Endpoints?.docker?.Host;
  if (!host) throw new Error(`Docker context ${JSON.stringify(name)} is not there: see docker context ls`);
  env["DOCKER_HOST"] = host;
  const tls = join(configDir, "contexts", "tls", digest, "docker");
  if (!existsSync(tls)) return;
  env["DOCKER_CERT_PATH"] = tls;
  env["DOCKER_TLS_VERIFY"] = "1";
}

let engine: Promise<Docker> | undefined;

/** Loaded at the first call: a run that changes nothing never needs it. */
export function docker(): Promise<Docker> {
  engine ??= import("dockerode").then((module) => {
    chooseHost(process.env);
    return new module.default();
  });
  return engine;
}

interface ApiError extends Error {
  statusCode?: number;
  code?: string;
  json?: { message?: string };
  reason?: string;
}

export const isMissing = (error: unknown) => (error as ApiError).statusCode === 404;

/** Docker's own text, without the HTTP wrapping. */
export function dockerText(error: unknown): string {
  const { statusCode, code, json, reason, message } = error as ApiError;
  if (statusCode !== undefined) return json?.message ?? reason ?? message;
  const host = process.env["DOCKER_HOST"] ?? "unix:///var/run/docker.sock";
  const unreachable = ["ENOENT", "ECONNREFUSED", "EACCES", "ENOTFOUND", "EHOSTUNREACH", "ETIMEDOUT"].includes(
    code ?? "",
  );
  if (!unreachable) return message;
  return `Cannot connect to the Docker daemon at ${host}. Is the docker daemon running? (${message})`;
}

/** Runs one step; its failure reads "<what>: <Docker's text>". */
export async function step<T>(what: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw Object.assign(new Error(`${what}: ${dockerText(error)}`), { statusCode: (error as ApiError).statusCode });
  }
}

/** @returns undefined where Docker says there is no such thing. */
export async function unlessMissing<T>(what: string, work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await step(what, work);
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

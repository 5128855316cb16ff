import type { EngineLog } from "./engine";
import { stopping } from "./lifetime";
import { type Call, InitFailed, type Provider, type Resource } from "./resource";
import { scrubber } from "./scrub";
import { refuse } from "./unary";
import type { Props } from "./values";

export const nameOf = (urn: string) => urn.split("::").slice(3).join("::");
export const typeOf = (urn: string) => (urn.split("::")[2] ?? "").split("$").pop() ?? "";

/** @throws Error that names the type where the stand-in has none such. */
export function find(provider: Provider, urn: string): Resource {
  const resource = provider.resources[typeOf(urn)];
  if (resource) return resource;
  const what = `resource type ${typeOf(urn)} is not supported; install the official plugin`;
  throw refuse(`stand-in for ${provider.name}: ${what}`);
}

interface Request {
  getUrn(): string;
  getTimeout(): number;
}

/**
 * Runs work on a resource with its log; no message shows a secret of `sets`. The request's timeout (customTimeouts, in
 * seconds, 0: none) ends the work as a cancellation would.
 */
export async function run<T>(
  provider: Provider,
  log: EngineLog,
  request: Request,
  sets: Props[],
  work: (call: Call, resource: Resource) => Promise<T>,
): Promise<T> {
  const urn = request.getUrn();
  const seconds = request.getTimeout();
  const timeout = seconds > 0 ? AbortSignal.timeout(seconds * 1000) : undefined;
  const signal = timeout ? AbortSignal.any([stopping, timeout]) : stopping;
  const scrub = scrubber(...sets);
  const say = (severity: "INFO" | "WARNING" | "ERROR", ephemeral: boolean) => (line: string) =>
    log.log(severity, scrub(line), urn, ephemeral);
  const resource = find(provider, urn);
  try {
    return await work(
      { signal, status: say("INFO", true), warn: say("WARNING", false), error: say("ERROR", false) },
      resource,
    );
  } catch (error) {
    if (error instanceof InitFailed) throw error;
    const message = scrub((error as Error).message ?? String(error));
    throw new Error(timeout?.aborted ? `not done within ${seconds} s (customTimeouts): ${message}` : message);
  }
}

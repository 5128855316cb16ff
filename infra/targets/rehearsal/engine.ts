import { execFile } from "node:child_process";
import { promisify } from "node:util";

const run = promisify(execFile);

/** What a rehearsal must know of the Docker engine. */
export interface Engine {
  /** Where it keeps its data, on its own machine. */
  readonly dataFolder: string;
  /** As `docker info` lists them, for example `name=seccomp,profile=default`. */
  readonly securityOptions: readonly string[];
}

/** Asks the engine by `docker info`, or returns why it cannot be reached. */
export async function askEngine(): Promise<Engine | { problem: string }> {
  try {
    const format = "{{json .DockerRootDir}} {{json .SecurityOptions}}";
    const { stdout } = await run("docker", ["info", "--format", format]);
    const [, folder, options] = /^(".*") (\[.*\]|null)$/.exec(stdout.trim()) ?? [];
    if (folder !== undefined && folder !== '""')
      return { dataFolder: JSON.parse(folder), securityOptions: JSON.parse(options ?? "null") ?? [] };
    return { problem: unreachable("it gave no answer") };
  } catch (error) {
    return { problem: unreachable(String((error as { stderr?: string }).stderr || error).trim()) };
  }
}

const unreachable = (said: string) =>
  `the Docker engine can't be reached (${said}); a rehearsal needs one. Start Docker, or let \`npm run up\` do it`;

/** The `name=` of each entry; some have more, such as a profile. */
const names = (options: readonly string[]) =>
  options.flatMap((option) => /(?:^|,)name=([^,]*)/.exec(option)?.[1] ?? []);

/**
 * Warns where root in the rehearsed server is root on the engine's machine: without user namespaces the kernel cannot tell
 * the two apart (SECURITY.md). Undefined where it can. Pure.
 */
export function rootWarning(securityOptions: readonly string[]): string | undefined {
  const found = names(securityOptions);
  if (found.includes("userns") || found.includes("rootless")) return undefined;
  return (
    "FH-REHEARSAL-ROOT: whoever becomes root in the rehearsed server can become root on the machine that runs the Docker engine, " +
    `because the engine has no user namespaces (its security options: ${found.join(", ") || "none"}; expected userns or rootless). ` +
    "For authors or apps that you do not trust, rehearse in a virtual machine. SECURITY.md says what holds all the same."
  );
}

import { keepPrivate } from "../infra/private-files";
import { UserError } from "../infra/user-error";
import { baseImages } from "./machine/base-images";
import { commandsFor } from "./machine/commands-needed";
import { dockerEngine } from "./machine/docker-engine";
import { settleEngine } from "./machine/engine-address";
import { root } from "./paths";
import { backendUrl, ensureBackendFolder, folderOf, folderProblem } from "./pulumi/backend";
import { readFound } from "./pulumi/found";
import { requirePassphrase } from "./pulumi/passphrase";
import { announcement, pluginsFor } from "./pulumi/plugins";
import { pulumiCli } from "./pulumi/pulumi-cli";
import { targetOf } from "./pulumi/stack";
import { runStep, type Step, say } from "./step";

export interface SetUpOptions {
  /** Say nothing of what is there already. Default false. */
  readonly quiet?: boolean;
  /** Leave base images alone: nothing is going to be built. Default false. */
  readonly withoutImages?: boolean;
}

/** The steps that a stack needs, in order. The rehearsal lives in Docker; every other stack must work without it. */
export function stepsFor(target: string, { withoutImages = false }: SetUpOptions = {}): Step[] {
  const always = [commandsFor("up"), pulumiCli];
  if (target === "oracle") return [...always, pluginsFor(["command", "oci"])];
  if (target === "ssh") return [...always, pluginsFor(["command"])];
  const docker = [...always, pluginsFor(["command", "docker"]), dockerEngine];
  return withoutImages ? docker : [...docker, baseImages];
}

/** Keys and state readable by this user alone. Throws where they are not this user's own. */
export function keepSecrets(): void {
  const problems = keepPrivate(root);
  if (problems.length > 0) throw new UserError(problems.join("\n"));
}

/** Makes sure of everything that Pulumi needs for a stack. Under a second when all is there. */
export async function setUp(stack: string, options: SetUpOptions = {}): Promise<void> {
  if (process.platform === "win32") {
    throw new UserError(
      "Windows itself is not supported: open a WSL 2 terminal (wsl --install), clone the project there and run the command again.",
    );
  }
  const folder = folderProblem(folderOf(backendUrl()));
  if (folder !== undefined) throw new UserError(folder);
  keepSecrets();
  const target = targetOf(stack);
  requirePassphrase(stack, target);
  if (target === "rehearsal") await settleEngine();
  for (const step of stepsFor(target, options)) await runStep(step, options.quiet);
  ensureBackendFolder();
  const standIns = announcement(readFound());
  if (standIns && !options.quiet) say(standIns);
}

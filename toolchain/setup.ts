import { ensureBackendFolder } from "./backend";
import { baseImages } from "./base-images";
import { commandsFor } from "./commands-needed";
import { dockerEngine } from "./docker-engine";
import { readFound } from "./found";
import { PlainError } from "./plain-error";
import { announcement, pluginsFor } from "./plugins";
import { pulumiCli } from "./pulumi-cli";
import { serverOf } from "./stack";
import { runStep, type Step, say } from "./step";

/** The steps that a stack needs, in order. The rehearsal lives in Docker; Oracle's stack must work without it. */
export function stepsFor(server: string): Step[] {
  const always = [commandsFor("up"), pulumiCli];
  if (server === "oracle") return [...always, pluginsFor(["command", "oci"])];
  return [...always, pluginsFor(["command", "docker"]), dockerEngine, baseImages];
}

/** Makes sure of everything that Pulumi needs for a stack. Under a second when all is there. */
export async function setUp(stack: string, quietWhenThere = false): Promise<void> {
  if (process.platform === "win32") {
    throw new PlainError(
      "Windows itself is not supported: open a WSL 2 terminal (wsl --install), clone the project there and run the command again.",
    );
  }
  for (const step of stepsFor(serverOf(stack))) await runStep(step, quietWhenThere);
  ensureBackendFolder();
  const standIns = announcement(readFound());
  if (standIns && !quietWhenThere) say(standIns);
}

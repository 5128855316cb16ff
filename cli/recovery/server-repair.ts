import { existsSync } from "node:fs";
import { join } from "node:path";
import { serverName, sshConfig } from "../../infra/names";
import { handOver } from "../hand-over";
import { root } from "../paths";
import { say } from "../step";

/** What to say and return, given how the repair on the server ended. Pure. */
export function judgeServerRepair(stack: string, status: number): { readonly status: number; readonly words?: string } {
  if (status === 255) return { status: 1, words: `the server of stack ${stack} could not be reached (see above)` };
  if (status === 127)
    return {
      status: 1,
      words: `FH-SERVER-OLD: the server does not know this repair yet. Bring it forward: npm run up -- --stack ${stack}`,
    };
  return { status };
}

/** Has the server put its own files and units back as `up` sent them, and run setup. Nothing to do where there is no server. */
export async function repairServer(stack: string): Promise<number> {
  const config = join(root, sshConfig(stack));
  if (!existsSync(config)) return 0;
  const command = ["-F", config, "-l", "operator", serverName(stack), "sudo", "/usr/local/lib/freehold/watch/repair"];
  const { status, words } = judgeServerRepair(stack, await handOver("ssh", command));
  if (words !== undefined) say(words);
  return status;
}

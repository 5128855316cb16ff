import { existsSync } from "node:fs";
import { handOver } from "../hand-over";
import { sshConfigPath, sshTo } from "../ssh-to";
import { say } from "../step";

const program = "/usr/local/lib/freehold/watch/repair";

/**
 * What to say and return, given how the repair on the server ended. Pure. Where it could not begin, the state is repaired all the
 * same: after a killed run there may be no server yet, or half of one.
 */
export function judgeServerRepair(stack: string, status: number): { readonly status: number; readonly words?: string } {
  if (status === 255)
    return { status: 0, words: `the server of stack ${stack} could not be reached; nothing was put back there` };
  if (status === 127)
    return {
      status: 0,
      words: `FH-SERVER-OLD: the server does not know this repair yet. Bring it forward: npm run up -- --stack ${stack}`,
    };
  return { status };
}

/** Has the server put its own files and units back as `up` sent them, and run setup. Nothing to do where there is no server. */
export async function repairServer(stack: string): Promise<number> {
  if (!existsSync(sshConfigPath(stack))) return 0;
  const server = sshTo(stack, "operator", ["BatchMode=yes", "ConnectTimeout=15"]);
  // sudo itself ends with 1 where there is no such program.
  const { status, words } = judgeServerRepair(
    stack,
    await handOver("ssh", [...server, `test -x ${program} || exit 127; sudo ${program}`]),
  );
  if (words !== undefined) say(words);
  return status;
}

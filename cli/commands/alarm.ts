import { existsSync } from "node:fs";
import { join } from "node:path";
import { serverName, sshConfig } from "../../infra/names";
import { UserError } from "../../infra/user-error";
import type { Arguments } from "../arguments";
import { handOver } from "../hand-over";
import { root } from "../paths";
import { keepSecrets } from "../setup";

/**
 * `npm run alarm -- test`: the server sends a message to `alarmUrl` and `heartbeatUrl` and says whether it was taken.
 * @throws UserError FH-ALARM-COMMAND for any other word, FH-NO-SERVER where there is no server yet
 */
export async function alarm({ stack, rest }: Arguments): Promise<number> {
  if (rest.length !== 1 || rest[0] !== "test") {
    throw new UserError(
      `FH-ALARM-COMMAND: unknown command "alarm ${rest.join(" ")}". Available commands: npm run alarm -- test [--stack NAME]`,
    );
  }
  const config = join(root, sshConfig(stack));
  if (!existsSync(config)) throw new UserError(`FH-NO-SERVER: stack ${stack} has no server yet. Run: npm run up`);
  keepSecrets();
  const program = "sudo -n /usr/local/lib/freehold/alarm/alarm test";
  return handOver("ssh", ["-F", config, "-l", "operator", serverName(stack), "--", program]);
}

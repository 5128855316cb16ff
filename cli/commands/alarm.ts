import { UserError } from "../../infra/user-error";
import type { Arguments } from "../arguments";
import { handOver } from "../hand-over";
import { keepSecrets } from "../setup";
import { requireServer, sshTo } from "../ssh-to";

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
  requireServer(stack);
  keepSecrets();
  const program = "sudo -n /usr/local/lib/freehold/alarm/alarm test";
  return handOver("ssh", [...sshTo(stack, "operator"), program]);
}

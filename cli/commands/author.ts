import { existsSync } from "node:fs";
import { join } from "node:path";
import { serverName, sshConfig } from "../../infra/names";
import { overFree } from "../../infra/targets/oracle/guard/over";
import { UserError } from "../../infra/user-error";
import type { Arguments } from "../arguments";
import { handOver } from "../hand-over";
import { root } from "../paths";
import { placeOf } from "../pulumi/environment";
import { recordedUse, targetOf } from "../pulumi/stack";
import { keepSecrets } from "../setup";
import { say } from "../step";

/** `npm run status`, `releases`, `rollback`, `logs`: what an author may ask the server, over SSH with the pinned host key. */
export async function author({ stack, rest }: Arguments): Promise<number> {
  const config = join(root, sshConfig(stack));
  if (!existsSync(config)) throw new UserError(`Stack ${stack} has no server yet: \`npm run up\` makes it.`);
  keepSecrets();
  const status = await handOver("ssh", [
    "-F",
    config,
    "-l",
    "author",
    serverName(stack),
    "--",
    ...(rest.length > 0 ? rest : ["help"]),
  ]);
  if (targetOf(stack) !== "oracle") return status;
  if (status === noConnection) await askOracleWhy(stack);
  if (rest[0] === "status" && !rest.includes("--json")) for (const text of overFree(recordedUse(stack))) say(text);
  return status;
}

/** ssh's own status, where the server was not reached. */
const noConnection = 255;

/** Says what Oracle knows of a server that does not answer; nothing where it runs, or where Oracle cannot be asked. */
async function askOracleWhy(stack: string): Promise<void> {
  // Loaded only here: no other command of an author needs Oracle's SDK.
  const { whyItIsSilent } = await import("../../infra/targets/oracle/recovery/server-state");
  const why = await whyItIsSilent(placeOf(stack)).catch(() => undefined);
  if (why !== undefined) say(why);
}

import { existsSync } from "node:fs";
import { join } from "node:path";
import { serverName, sshConfig } from "../../infra/names";
import { UserError } from "../../infra/user-error";
import type { Arguments } from "../arguments";
import { handOver } from "../hand-over";
import { root } from "../paths";
import { keepSecrets } from "../setup";

/** `npm run status`, `releases`, `rollback`, `logs`: what an author may ask the server, over SSH with the pinned host key. */
export async function author({ stack, rest }: Arguments): Promise<number> {
  const config = join(root, sshConfig(stack));
  if (!existsSync(config)) throw new UserError(`Stack ${stack} has no server yet: \`npm run up\` makes it.`);
  keepSecrets();
  return handOver("ssh", [
    "-F",
    config,
    "-l",
    "author",
    serverName(stack),
    "--",
    ...(rest.length > 0 ? rest : ["help"]),
  ]);
}

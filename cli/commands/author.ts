import { printable } from "../../infra/release/printable.mjs";
import { laptopVersion, serverTooOld, serverVersion } from "../../infra/release/protocol.mjs";
import { overFree } from "../../infra/targets/oracle/guard/over";
import { UserError } from "../../infra/user-error";
import type { Arguments } from "../arguments";
import { execute } from "../execute";
import { handOver } from "../hand-over";
import { root } from "../paths";
import { placeOf } from "../pulumi/environment";
import { recordedUse, targetOf } from "../pulumi/stack";
import { keepSecrets } from "../setup";
import { requireServer, sshTo } from "../ssh-to";
import { say } from "../step";

/** `npm run status`, `releases`, `rollback`, `logs`: what an author may ask the server, over SSH with the pinned host key. */
export async function author({ stack, rest }: Arguments): Promise<number> {
  requireServer(stack);
  keepSecrets();
  const server = sshTo(stack, "author");
  const words = rest.length > 0 ? rest : ["help"];
  await compareVersions(server, words[0] as string, stack);
  const status = await handOver("ssh", [...server, ...words]);
  if (targetOf(stack) !== "oracle") return status;
  if (status === noConnection) await askOracleWhy(stack);
  if (words[0] === "status" && !words.includes("--json")) for (const text of overFree(recordedUse(stack))) say(text);
  return status;
}

/** ssh's own status, where the server was not reached. */
const noConnection = 255;

/** Costs a connection, 0.3 s. Throws where one of the two is too old for the other; a server that is not reached says so later. */
async function compareVersions(server: readonly string[], word: string, stack: string): Promise<void> {
  const { code, stdout, output } = await execute("ssh", [...server, "hello", String(laptopVersion(root))]);
  const refused = /^FH-LAPTOP-OLD: .*$/m.exec(output);
  if (refused) throw new UserError(printable(refused[0]));
  const version = serverVersion({ status: code, stdout });
  const reason = version === undefined ? undefined : serverTooOld(word, version, stack);
  if (reason) throw new UserError(reason);
}

/** Says what Oracle knows of a server that does not answer; nothing where it runs, or where Oracle cannot be asked. */
async function askOracleWhy(stack: string): Promise<void> {
  // Loaded only here: no other command of an author needs Oracle's SDK.
  const { whyItIsSilent } = await import("../../infra/targets/oracle/recovery/server-state");
  const why = await whyItIsSilent(placeOf(stack)).catch(() => undefined);
  if (why !== undefined) say(why);
}

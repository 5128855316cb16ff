import { readFileSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import { printable } from "../../infra/release/printable.mjs";
import { UserError } from "../../infra/user-error";
import { endOf, execute, type Finished } from "../execute";
import { sshConfigPath, sshTo } from "../ssh-to";
import type { Staged } from "./staged";

const quoted = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;

/** Runs a command on the server as the operator. Nobody is asked anything. */
const ssh = (stack: string, config: string, command: string, input = "") =>
  execute("ssh", [...sshTo(stack, "operator", ["BatchMode=yes"], config), command], { input, timeout: 120 });

const failed = (code: string, what: string, { code: status, output }: Finished) =>
  new UserError(`${code}: ${what} (status ${status}):\n${endOf(printable(output), 5).replaceAll(/^/gm, "  ")}`);

/** Switches the running server to the staged keys; the present operator key still gets in beside the new one. */
export async function install(stack: string, staged: Staged): Promise<void> {
  const script = readFileSync(`${__dirname}/install.sh`, "utf8");
  // The private half by stdin: an argument can be read in /proc.
  const command = `sudo bash -c ${quoted(script)} install ${quoted(staged.operator)} ${quoted(staged.host)}`;
  const done = await ssh(stack, sshConfigPath(stack), command, staged.hostPrivate);
  if (done.code === 0) return;
  throw failed(
    "FH-ROTATE-INSTALL",
    `the server of stack ${stack} did not take the new keys; it still has those of before, or both. Look why and run this again; ` +
      "where the server is gone, `npm run rebuild` makes another one",
    done,
  );
}

/** Waits until the server presents the staged host key and admits the staged operator key; sshd needs a moment to reload. */
export async function checkSwitched(stack: string, { config }: Staged): Promise<void> {
  for (let tries = 1; ; tries++) {
    const answer = await ssh(stack, config, "true");
    if (answer.code === 0) return;
    if (tries === 20) throw failed("FH-ROTATE-SWITCH", "the server does not answer with the new keys", answer);
    await pause(500);
  }
}

/** Makes sure that no key but the staged one is left for the operator. */
export async function checkAlone(stack: string, { operator }: Staged): Promise<void> {
  // By the files that this `up` may have written anew: the server's address or port may have changed with it.
  const answer = await ssh(stack, sshConfigPath(stack), "cat /etc/freehold/keys/operator");
  if (answer.code === 0 && answer.stdout.trim() === operator) return;
  throw failed("FH-ROTATE-OLD-KEY", "the server still admits another operator key. Run this again", answer);
}

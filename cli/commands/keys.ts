import { UserError } from "../../infra/user-error";
import type { Arguments } from "../arguments";
import { must } from "../execute";
import { checkAlone, checkSwitched, install } from "../keys/server";
import { admitStaged, completeStaged, type Staged, stage } from "../keys/staged";
import { pulumiCommand, pulumiEnvironment } from "../pulumi/environment";
import { requireServer } from "../ssh-to";
import { say } from "../step";
import { prepare, up } from "./pulumi";

/** `npm run keys -- rotate`: the only way to new keys for a server that stays. */
export async function keys({ stack, rest }: Arguments): Promise<number> {
  if (rest[0] !== "rotate" || rest.length > 1) {
    throw new UserError(
      `FH-KEYS-COMMAND: unknown command "keys ${rest.join(" ")}". Available commands: npm run keys -- rotate [--stack NAME]`,
    );
  }
  return rotate(stack);
}

/**
 * New operator and host keys for a running server. Every step may be run again, so a run that was killed is finished by the
 * next: the pairs are staged on this machine, the server takes them beside the present ones, then the state, and with it
 * everything that is derived from it; the server's list of keys is written by `apply`, the staged one alone.
 */
async function rotate(stack: string): Promise<number> {
  await prepare(stack);
  requireServer(stack);
  const staged = await stage(stack);
  if (staged.resumed) say(`keys: finishing the rotation that was begun on ${staged.since.toISOString()}`);
  admitStaged(stack, staged);
  say("keys: generated");
  await install(stack, staged);
  await checkSwitched(stack, staged);
  say("keys: installed on the server, beside the present operator key");
  const status = await record(stack);
  if (status !== 0) {
    say("keys: the rotation is not finished. Correct what failed, then run it again: npm run keys -- rotate");
    return status;
  }
  await checkAlone(stack, staged);
  completeStaged(stack, staged);
  await report(stack, staged);
  return 0;
}

/** The staged pairs into the state, and everything that follows from them: the files here, then the server's list of keys. */
async function record(stack: string): Promise<number> {
  const replaced = ["operator-key", "host-key"].flatMap((name) => ["--replace", `**::${name}`]);
  return up({ command: "up", stack, rest: replaced }, { rotate: true });
}

/** What authors on other machines need, whose ssh would warn of an attack. */
async function report(stack: string, { host }: Staged): Promise<void> {
  const output = ["stack", "output", "pushFromElsewhere", "--json", "--stack", stack];
  const [line = ""] = JSON.parse(await must(pulumiCommand(), output, { env: pulumiEnvironment(stack) })) as string[];
  const name = /echo '(\S+) /.exec(line)?.[1] ?? "";
  say(`keys: rotated; the new host key is ${host.split(" ").slice(0, 2).join(" ")}`);
  say("keys: authors on other machines run these two lines:");
  process.stdout.write(`ssh-keygen -R '${name}'\n${line}\n`);
}

import { scriptEnvironment, scripts } from "../../infra/release/scripts";
import { type Run, runVariables } from "../../infra/run";
import type { Arguments } from "../arguments";
import { must } from "../execute";
import { handOver } from "../hand-over";
import { discardStaged } from "../keys/staged";
import { removeImages } from "../machine/images";
import { reportPage } from "../page-report";
import { root } from "../paths";
import { placeOf, pulumiCommand, pulumiEnvironment } from "../pulumi/environment";
import {
  capacityReportsOf,
  ensureStack,
  outputOf,
  removeStack,
  serverOfState,
  stackExists,
  targetOf,
} from "../pulumi/stack";
import { reconcile } from "../recovery/engine-drift";
import { guardedRefresh } from "../recovery/guarded-refresh";
import { upWithOneAddress } from "../recovery/one-address";
import { reconcileWithOracle } from "../recovery/oracle-drift";
import { repair } from "../recovery/repair";
import { keepSecrets, type SetUpOptions, setUp } from "../setup";
import { noServer } from "../ssh-to";
import { say } from "../step";

async function pulumi(
  stack: string,
  command: readonly string[],
  rest: readonly string[],
  env = pulumiEnvironment(stack),
): Promise<number> {
  const status = await handOver(pulumiCommand(), [...command, "--stack", stack, ...rest], env);
  // Pulumi gives the state's files the modes of this shell's umask.
  keepSecrets();
  return status;
}

/** Set-up, then repair of a killed run: what every command that touches the state does first. */
export async function prepare(stack: string, options: SetUpOptions = {}): Promise<void> {
  await setUp(stack, options);
  await repair(stack);
}

/**
 * `npm run up`: everything from a clean clone to the page.
 * @param run what the program is told besides its settings
 * @param more variables of Pulumi's own
 */
export async function up(
  { stack, rest }: Arguments,
  run: Partial<Run> = {},
  more: NodeJS.ProcessEnv = {},
): Promise<number> {
  await prepare(stack);
  await ensureStack(stack);
  await reconcile(stack);
  const once = (told: Partial<Run> = {}) => {
    const environment = { ...pulumiEnvironment(stack), ...runVariables({ ...run, ...told }), ...more };
    return pulumi(stack, ["up", "--yes", "--skip-preview"], rest, environment);
  };
  const oracle = targetOf(stack) === "oracle";
  if (oracle && (await reconcileWithOracle(placeOf(stack))) !== 0) return 1;
  const status = oracle ? await upWithOneAddress(stack, once) : await once();
  return status === 0 ? reportPage(stack, outputOf(stack, "url")) : status;
}

export async function preview({ stack, rest }: Arguments): Promise<number> {
  await prepare(stack);
  await ensureStack(stack);
  return pulumi(stack, ["preview"], rest);
}

export async function refresh({ stack, rest }: Arguments): Promise<number> {
  await prepare(stack, { withoutImages: true });
  const run = () => pulumi(stack, ["refresh", "--yes", "--skip-preview"], rest);
  const oracle = targetOf(stack) === "oracle" && (await stackExists(stack));
  return oracle ? guardedRefresh(placeOf(stack), run) : run();
}

/** `npm run destroy`: the stack with its history; with `--images` also what was only built here. */
export async function destroy({ stack, rest }: Arguments): Promise<number> {
  const pass = rest.filter((argument) => argument !== "--images");
  await prepare(stack, { withoutImages: true });
  if (await stackExists(stack)) {
    const status = await pulumi(stack, ["destroy", "--yes", "--skip-preview"], pass);
    if (status !== 0) return status;
    if (pass.length === 0) await removeStack(stack);
  } else say(`stack ${stack}: there is none, nothing to destroy`);
  if (pass.length < rest.length) await removeImages();
  return 0;
}

/**
 * `npm run rebuild`: a new server in the place of the old one, on purpose; nothing else ever replaces it. At Oracle Pulumi shows
 * what it will do, with the time that readers will be without a page, and asks; `-- --yes` answers it.
 */
export async function rebuild({ stack, rest }: Arguments): Promise<number> {
  await prepare(stack);
  await reconcile(stack);
  const server = serverOfState(stack);
  if (!server) throw noServer(stack);
  await fetchMain(stack);
  if (server.protected)
    await must(pulumiCommand(), ["state", "unprotect", server.urn, "--yes", "--stack", stack], here(stack));
  const replaced = [server.urn, ...capacityReportsOf(stack)].flatMap((urn) => ["--replace", urn]);
  const rehearsed = targetOf(stack) === "rehearsal";
  if (rehearsed) say("the rehearsed server goes before the new one boots: no page for a minute or two");
  const asking = rehearsed ? ["--yes", "--skip-preview"] : [];
  // The program ignores today's image and user-data for a running server, unless told so.
  const environment = { ...pulumiEnvironment(stack), ...runVariables({ rebuild: true }) };
  const status = await pulumi(stack, ["up", ...asking, ...replaced], rest, environment);
  // The new server has the state's keys: a rotation that was interrupted on the old one is void.
  if (status === 0) discardStaged(stack);
  // Once more without: the page is now checked at the address that readers use, and what was protected is so again.
  return status === 0 ? await up({ command: "up", stack, rest: [] }) : status;
}

const here = (stack: string) => ({ cwd: root, env: pulumiEnvironment(stack) });

/** No author's commit goes down with a server: its `main` comes here first. A server that is gone stops nothing. */
async function fetchMain(stack: string): Promise<void> {
  await handOver(process.execPath, [scripts.rescue], { ...process.env, ...scriptEnvironment(stack) });
}

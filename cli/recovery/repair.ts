import type { StackPlace } from "../../infra/targets/oracle/recovery/ask";
import { UserError } from "../../infra/user-error";
import { execute, must } from "../execute";
import { readJson } from "../files";
import { checkpointFile } from "../pulumi/backend";
import { placeOf, pulumiCommand } from "../pulumi/environment";
import { stackExists } from "../pulumi/stack";
import { say } from "../step";
import { oracleAdopter } from "./adopt-oracle";
import { removeStaleLocks } from "./locks";
import {
  type Deployment,
  failedLaunches,
  type Outcome,
  type PendingOperation,
  remedyFor,
  repaired,
} from "./state-repair";

interface Export {
  readonly version: number;
  readonly deployment: Deployment;
}
interface Checkpoint {
  readonly checkpoint?: { readonly latest?: Deployment };
}

const pulumi = (place: StackPlace, args: string[], input = "") =>
  must(pulumiCommand(), [...args, "--stack", place.stack], {
    cwd: place.folder,
    env: place.environment,
    ...(input ? { input } : {}),
  });

/** The state as the last run left it. A file backend is read directly: asking Pulumi takes half a second. */
async function latest(place: StackPlace): Promise<Deployment> {
  const file = checkpointFile(place.stack, place);
  const direct = file ? readJson<Checkpoint>(file) : undefined;
  return (direct ? direct.checkpoint?.latest : (await exported(place)).deployment) ?? {};
}

/** Has these resources read from the cloud. */
async function readAnew(urns: readonly string[], place: StackPlace): Promise<void> {
  const targets = urns.flatMap((urn) => ["--target", urn]);
  if (urns.length > 0) await pulumi(place, ["refresh", "--yes", "--skip-preview", ...targets]);
}

/** The state with its secrets still encrypted: they are put back as they were. */
const exported = async (place: StackPlace) => JSON.parse(await pulumi(place, ["stack", "export"])) as Export;

/** Removes a Docker thing, only when it carries this stack's label: a name alone might be somebody else's. */
async function removeOrphan(thing: "container" | "network" | "volume", name: string, stack: string): Promise<Outcome> {
  const labels = thing === "container" ? ".Config.Labels" : ".Labels";
  const format = `{{index ${labels} "freehold"}}`;
  const { code, stdout, output } = await execute("docker", [thing, "inspect", "--format", format, name]);
  if (code !== 0) {
    if (/no such|not found/i.test(output)) return { kind: "settled" };
    say(`repair: could not look for the ${thing} ${name}: ${output.trim()}`);
    return { kind: "kept" };
  }
  if (stdout.trim() !== stack) {
    say(`repair: left the ${thing} ${name} alone: it does not carry the label freehold=${stack}`);
    return { kind: "settled" };
  }
  await must("docker", thing === "container" ? ["rm", "-f", "-v", name] : [thing, "rm", name]);
  say(`repair: removed the half-made ${thing} ${name}`);
  return { kind: "settled" };
}

async function settle(
  operation: PendingOperation,
  stack: string,
  adopt: (operation: PendingOperation) => Promise<Outcome>,
): Promise<Outcome> {
  const remedy = remedyFor(operation);
  if (remedy.kind === "remove") return removeOrphan(remedy.thing, remedy.name, stack);
  if (remedy.kind === "drop") return { kind: "settled" };
  const outcome: Outcome = remedy.kind === "adopt" ? await adopt(operation) : { kind: "kept" };
  if (outcome.kind === "adopted") say(`repair: took ${operation.resource.urn} (${outcome.id}) into the state`);
  return outcome;
}

/** What a person is told about resources of which nobody knows whether they were made. Pure. */
export function unknownMessage(stack: string, urns: readonly string[]): string {
  return (
    `A run that was killed had begun to make these, and whether they exist cannot be seen from here:\n${urns.map((urn) => `  ${urn}`).join("\n")}\n` +
    `Another run would make a second one. Look for them by their name or tag (freehold=${stack}) and delete them, then run:\n` +
    `  npm run repair -- --stack ${stack} --forget`
  );
}

/** Puts a repaired state in the place of the broken one, and has adopted resources read from the cloud. */
async function replaceState(state: Export, outcomes: readonly Outcome[], place: StackPlace): Promise<void> {
  const operations = state.deployment.pending_operations ?? [];
  const deployment = repaired(state.deployment, outcomes);
  await pulumi(place, ["stack", "import"], JSON.stringify({ ...state, deployment }));
  say(
    `repair: settled what a killed run had begun (${operations.map(({ type, resource }) => `${type} ${resource.type}`).join(", ")})`,
  );
  const adopted = operations.filter((_, i) => outcomes[i]?.kind === "adopted").map(({ resource }) => resource.urn);
  await readAnew(adopted, place);
}

/**
 * Repairs what a killed run left, so that the next one ends as if nothing had happened: its lock, and operations whose end
 * nobody recorded. Takes milliseconds when there is nothing to repair.
 * @param forget also drop operations of which nothing can be known: a person has looked
 * @param place where the stack lives, when not in this clone
 */
export async function repair(stack: string, forget = false, place = placeOf(stack)): Promise<boolean> {
  if (!(await stackExists(stack, place))) return false;
  const unlocked = await removeStaleLocks(stack, place);
  const left = await latest(place);
  const failed = failedLaunches(left);
  if (failed.length > 0) say("repair: the last launch failed; asking Oracle what became of the server");
  await readAnew(failed, place);
  if ((left.pending_operations ?? []).length === 0) return unlocked || failed.length > 0;
  const state = await exported(place);
  const outcomes: Outcome[] = [];
  const operations = state.deployment.pending_operations ?? [];
  const adopt = oracleAdopter(place);
  for (const operation of operations) outcomes.push(await settle(operation, stack, adopt));
  const unknown = operations.filter((_, i) => outcomes[i]?.kind === "kept");
  if (unknown.length > 0 && !forget) {
    throw new UserError(
      unknownMessage(
        stack,
        unknown.map(({ resource }) => resource.urn),
      ),
    );
  }
  await replaceState(state, outcomes, place);
  return true;
}

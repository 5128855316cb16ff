import type { StackPlace } from "../../infra/targets/oracle/recovery/ask";
import { must } from "../execute";
import { pulumiCommand } from "../pulumi/environment";
import { say } from "../step";
import type { Deployment } from "./state-repair";

interface Export {
  readonly version: number;
  readonly deployment: Deployment;
}

const pulumi = (place: StackPlace, args: string[], input = "") =>
  must(pulumiCommand(), [...args, "--stack", place.stack], {
    cwd: place.folder,
    env: place.environment,
    ...(input ? { input } : {}),
  });

const exported = async (place: StackPlace) => JSON.parse(await pulumi(place, ["stack", "export"])) as Export;

const idsOf = ({ resources = [] }: Deployment) =>
  resources.flatMap(({ type, id }) => (type.startsWith("oci:") && id !== undefined ? [id] : []));

/** Ids of Oracle's resources that one state has and a later one has not. Pure. */
export function dropped(before: Deployment, after: Deployment): string[] {
  const left = new Set(idsOf(after));
  return idsOf(before).filter((id) => !left.has(id));
}

/** What a person is told whose things Oracle hid. Pure. */
export const hiddenText = (ids: readonly string[]) =>
  `FH-REFRESH-HIDDEN: Oracle answered 404 for ${ids.length} ${ids.length === 1 ? "thing" : "things"} of this stack that its lists have, or that ` +
  "may not be read now. Pulumi had taken them for gone; the state is as it was before. Try again in a few minutes. Should it stay so, " +
  "the user or its group may have lost the right to read the compartment";

/**
 * Runs a refresh and takes it back where it forgot what is still there: Oracle's plugin takes every 404 for "gone", also one that passes, and
 * one for a policy that was lost.
 * @param work the refresh; returns its status
 * @returns the status; 1 where the refresh was taken back
 */
export async function guardedRefresh(place: StackPlace, work: () => Promise<number>): Promise<number> {
  const before = await exported(place);
  const status = await work();
  const missing = dropped(before.deployment, (await exported(place)).deployment);
  if (missing.length === 0) return status;
  // Loaded only here: no other command needs Oracle's SDK.
  const { stillThere } = await import("../../infra/targets/oracle/recovery/hidden");
  const hidden = await stillThere(place, missing);
  if (hidden.length === 0) return status;
  await pulumi(place, ["stack", "import"], JSON.stringify(before));
  say(hiddenText(hidden));
  return 1;
}

/**
 * Has Pulumi read what is there where Oracle's list has no longer each server of the state: one that Oracle or a person has ended is
 * forgotten, so that `up` makes another. 1 request, 3 s; nothing where the state has no server. While a rebuild has not ended, there are two.
 * @returns 1 where Oracle hides something now, and `up` would make it a second time
 */
export async function readServer(place: StackPlace): Promise<number> {
  const { resources = [] } = (await exported(place)).deployment;
  const servers = resources.flatMap(({ type, id }) => (type === "oci:Core/instance:Instance" && id ? [id] : []));
  if (servers.length === 0) return 0;
  // Loaded only here: no other command needs Oracle's SDK.
  const { aliveServers } = await import("../../infra/targets/oracle/recovery/server-state");
  // Where Oracle cannot be asked, the program says why, and makes nothing.
  const alive = await aliveServers(place).catch(() => servers);
  if (servers.every((id) => alive.includes(id))) return 0;
  say("a server of this stack is gone at Oracle: reading what is there");
  return guardedRefresh(place, async () => {
    await pulumi(place, ["refresh", "--yes", "--skip-preview"]);
    return 0;
  });
}

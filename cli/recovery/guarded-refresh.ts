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

/** The state, with its secrets still encrypted. */
export const exported = async (place: StackPlace) => JSON.parse(await pulumi(place, ["stack", "export"])) as Export;

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
 * @param kept is told the state before and after, where the refresh is not taken back
 * @returns the status; 1 where the refresh was taken back
 */
export async function guardedRefresh(
  place: StackPlace,
  work: () => Promise<number>,
  kept: (before: Deployment, after: Deployment) => void = () => {},
): Promise<number> {
  const before = await exported(place);
  const status = await work();
  const after = await exported(place);
  const hidden = await hiddenOf(place, dropped(before.deployment, after.deployment));
  if (hidden.length === 0) {
    kept(before.deployment, after.deployment);
    return status;
  }
  await pulumi(place, ["stack", "import"], JSON.stringify(before));
  say(hiddenText(hidden));
  return 1;
}

/** Which of these Oracle's lists have all the same. */
async function hiddenOf(place: StackPlace, missing: readonly string[]): Promise<readonly string[]> {
  if (missing.length === 0) return [];
  // Loaded only here: no other command needs Oracle's SDK.
  const { stillThere } = await import("../../infra/targets/oracle/recovery/hidden");
  return stillThere(place, missing);
}

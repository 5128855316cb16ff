import { isDeepStrictEqual } from "node:util";
import type { StackPlace } from "../../infra/targets/oracle/recovery/ask";
import { execute } from "../execute";
import { pulumiCommand } from "../pulumi/environment";
import { say } from "../step";
import { exported, guardedRefresh } from "./guarded-refresh";
import type { Deployment, StateResource } from "./state-repair";

const ofOracle = ({ resources = [] }: Deployment) =>
  resources.filter(({ type, id, delete: old }) => type.startsWith("oci:") && id !== undefined && !old);

const nameOf = ({ type, urn }: StateResource) => `${type.split(":").at(-1)} ${urn.split("::").at(-1)}`;

/** Names a secret in a state (`resource.SigKey` of Pulumi's SDK). It is encrypted anew each time it is written. */
const signature = "4dabf18193072939515e22adb298388d";

/** A value with every secret in it replaced by the same word: what is in one is not compared. */
function withoutSecrets(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutSecrets);
  if (typeof value !== "object" || value === null) return value;
  if (signature in value) return "[secret]";
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, withoutSecrets(part)]));
}

function changed(before: StateResource, after: StateResource): string[] {
  const [old, now] = [before.outputs ?? {}, after.outputs ?? {}].map(withoutSecrets) as Record<string, unknown>[];
  return Object.keys({ ...old, ...now }).filter((key) => !isDeepStrictEqual(old?.[key], now?.[key]));
}

/** Returns a line for each thing that is gone at Oracle, or has other properties there than the state said. Pure. */
export function differences(before: Deployment, after: Deployment): string[] {
  const now = new Map(ofOracle(after).map((one) => [one.urn, one]));
  return ofOracle(before).flatMap((one) => {
    const other = now.get(one.urn);
    if (other === undefined) return [`the ${nameOf(one)} is gone`];
    const properties = changed(one, other);
    return properties.length > 0 ? [`the ${nameOf(one)} has another ${properties.join(", ")}`] : [];
  });
}

/** Pulumi's own reason why a refresh failed, in one line: the plugin's words where it has some. Pure. */
export function reasonOf(output: string): string {
  const errors = [...output.matchAll(/error: (.*)(?:\n\s*\* (.*))?/g)];
  const [found] = [...errors.filter(([, , words]) => words), ...errors];
  return (found?.[2] ?? found?.[1] ?? output.trim().split("\n").at(-1) ?? "").trim();
}

/**
 * Has Pulumi read from Oracle all that the state records, before `up` plans by it: what Oracle or a person has ended is forgotten, so
 * that `up` makes another; what was changed there is put back by `up`. Says what differs. Costs a `pulumi refresh`: one request for each
 * thing of the stack, 13 for a whole one, and about 3 s; nothing where the state has nothing of Oracle's. Where Oracle cannot be asked, the program
 * says why, and makes nothing.
 * @returns 1 where Oracle hides something now, and `up` would make it a second time
 */
export async function reconcileWithOracle(place: StackPlace): Promise<number> {
  if (ofOracle((await exported(place)).deployment).length === 0) return 0;
  const refresh = async () => {
    const words = ["refresh", "--yes", "--skip-preview", "--non-interactive", "--stack", place.stack];
    const { code, output } = await execute(pulumiCommand(), words, { cwd: place.folder, env: place.environment });
    if (code !== 0) say(`the state could not be compared with all that Oracle has: ${reasonOf(output)}`);
    return 0;
  };
  return guardedRefresh(place, refresh, (before, after) => {
    const lines = differences(before, after);
    if (lines.length > 0) say(`repair: at Oracle ${lines.join("; ")}; the state was refreshed`);
  });
}

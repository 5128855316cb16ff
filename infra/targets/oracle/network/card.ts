import type { Instance } from "@pulumi/oci/core/instance";
import * as pulumi from "@pulumi/pulumi";
import type { Plan } from "../../../plan";
import { UserError } from "../../../user-error";
import { getInstances, getVnic, getVnicAttachments } from "../account/data-sources";
import type { WaitPlan } from "../launch/capacity";
import { endedText } from "../launch/server-state";

/** What a machine's VNIC is looked for with. */
export interface CardArgs {
  readonly plan: Plan;
  readonly compartmentId: string;
  /** Its first pause is the longest one here. Default: 10 s. */
  readonly wait?: WaitPlan;
}

/** A launch that takes longer than this is not waited for: the plugin's own patience, in ms. */
const longest = 45 * 60_000;

/** So often a machine that runs may be without a VNIC: it came to run between two requests, or the list is late. */
const lateLists = 6;

/**
 * The machine's VNIC and its public address. A machine that was taken over while Oracle still launched it has neither yet: after a run
 * that was killed, or where a GET just after the launch answered 404, which the plugin takes for success. It is waited for.
 * 1 call; where the machine is being launched 2 more every 10 s.
 */
export function cardOf(machine: Instance, args: CardArgs) {
  const from = { parent: machine };
  const id = machine.id.apply((instanceId) => attachedCard(instanceId, args, from));
  // The address that the state has is that of the moment when the machine was read.
  const publicIp = pulumi
    .all([machine.publicIp, id])
    .apply(async ([known, vnicId]) => known || (await getVnic({ vnicId }, from)).publicIpAddress);
  return { id, publicIp };
}

async function attachedCard(instanceId: string, args: CardArgs, from: pulumi.InvokeOptions): Promise<string> {
  const { compartmentId, plan, wait } = args;
  const pause = Math.min(10_000, wait?.first ?? 10_000);
  let late = 0;
  for (const started = Date.now(); Date.now() - started < longest && late < lateLists; ) {
    const { vnicAttachments } = await getVnicAttachments({ compartmentId, instanceId }, from);
    // 404 leaves the list out.
    const card = (vnicAttachments as typeof vnicAttachments | undefined)?.find(({ state }) => state === "ATTACHED");
    if (card) return card.vnicId;
    const { instances } = await getInstances({ compartmentId, displayName: plan.name }, from);
    const state = (instances as typeof instances | undefined)?.find(({ id }) => id === instanceId)?.state;
    if (state !== "PROVISIONING" && state !== "STARTING" && state !== "RUNNING") break;
    if (state === "RUNNING") late += 1;
    else await pulumi.log.info(`Oracle is still launching ${plan.name} (${state}); waiting for it`, machineOf(from));
    await new Promise((next) => setTimeout(next, pause));
  }
  throw new UserError(endedText(plan.stack));
}

const machineOf = (from: pulumi.InvokeOptions) => from.parent as pulumi.Resource | undefined;

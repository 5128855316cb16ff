import type { Instance } from "@pulumi/oci/core/instance";
import { PrivateIp } from "@pulumi/oci/core/privateIp";
import { PublicIp } from "@pulumi/oci/core/publicIp";
import type * as pulumi from "@pulumi/pulumi";
import type { Plan } from "../../../plan";
import { UserError } from "../../../user-error";
import { siteAddress } from "../../site-address";
import { getPublicIps, getVnicAttachmentsOutput } from "../account/data-sources";
import { isAlive } from "../account/life";
import { listed } from "../account/listed";

/** What the public address is attached to. */
export interface AddressArgs {
  readonly plan: Plan;
  readonly compartmentId: string;
  readonly machine: Instance;
  /** Whether a rebuild ends the old machine first: its secondary address then goes down with its network card. */
  readonly deleteFirst: boolean;
  /** What must have succeeded before the address moves to the machine, for example a checked release. */
  readonly after: pulumi.Input<pulumi.Input<pulumi.Resource>[]>;
}

/** The stack's reserved address, where it has one already. 1 call. */
export async function reservedAddress(
  plan: Plan,
  compartmentId: string,
  from: pulumi.InvokeOptions,
): Promise<string | undefined> {
  const { publicIps } = await getPublicIps({ compartmentId, scope: "REGION", lifetime: "RESERVED" }, from);
  return listed(publicIps, compartmentId).find(
    (ip) => ip.freeformTags?.["freehold"] === plan.tags.freehold && isAlive(ip),
  )?.ipAddress;
}

const noCard = (stack: string) =>
  "FH-SERVER-ENDED: the server in the state has no VNIC: Oracle or a person ended it, or its launch failed. Let Pulumi read what is " +
  `there, and make a new one: npm run refresh -- --stack ${stack}, then npm run up -- --stack ${stack}`;

/**
 * The reserved public address. It sits on a secondary private address, which can be moved to another machine's network card,
 * so a rebuild switches readers over in one call.
 */
export function makeAddress(name: string, args: AddressArgs, opts: pulumi.CustomResourceOptions): PublicIp {
  const { plan, compartmentId, machine } = args;
  const attachments = getVnicAttachmentsOutput({ compartmentId, instanceId: machine.id }, { parent: machine });
  // 404 leaves the list out.
  const vnicId = attachments.vnicAttachments.apply((all: { state: string; vnicId: string }[] | undefined) => {
    const card = all?.find((a) => a.state === "ATTACHED");
    if (!card) throw new UserError(noCard(plan.stack));
    return card.vnicId;
  });
  const inside = new PrivateIp(
    `${name}-site`,
    { vnicId, ipAddress: siteAddress, displayName: `${plan.name}-site`, freeformTags: plan.tags },
    {
      ...opts,
      dependsOn: args.after,
      ...(args.deleteFirst ? { replaceWith: [machine], deleteBeforeReplace: true } : {}),
    },
  );
  return new PublicIp(
    `${name}-address`,
    {
      compartmentId,
      lifetime: "RESERVED",
      privateIpId: inside.id,
      displayName: `${plan.name}-address`,
      freeformTags: plan.tags,
    },
    { ...opts, protect: plan.settings.protect },
  );
}

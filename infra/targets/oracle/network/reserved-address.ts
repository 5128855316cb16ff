import { writeFileSync } from "node:fs";
import type { Instance } from "@pulumi/oci/core/instance";
import { PrivateIp } from "@pulumi/oci/core/privateIp";
import { PublicIp } from "@pulumi/oci/core/publicIp";
import * as pulumi from "@pulumi/pulumi";
import type { Plan } from "../../../plan";
import { siteAddress } from "../../site-address";
import type { Account } from "../account/account";
import { getPublicIps, getResourceAvailability } from "../account/data-sources";
import { isAlive } from "../account/life";
import { listed } from "../account/listed";
import { isOneAddress, oneAddressText } from "./address-mode";

/** What the public address is attached to. */
export interface AddressArgs {
  readonly plan: Plan;
  readonly compartmentId: string;
  readonly machine: Instance;
  /** The machine's VNIC. */
  readonly vnicId: pulumi.Input<string>;
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

/**
 * How many reserved addresses the account's limits still admit. 1 call; none where the stack has one or wants none.
 * @returns undefined where it was not asked, or may not be read
 */
export async function addressesLeft(
  plan: Plan,
  account: Account,
  from: pulumi.InvokeOptions,
): Promise<number | undefined> {
  if (plan.settings.address === "own" || account.reserved.some(({ own }) => own)) return undefined;
  const limit = { serviceName: "vcn", limitName: "reserved-public-ip-count" };
  const answer = await getResourceAvailability({ compartmentId: account.tenancy, ...limit }, from);
  const { available } = answer as { available?: string };
  return available === undefined ? undefined : Number(available);
}

/**
 * The reserved public address. It sits on a secondary private address, which can be moved to another machine's network card,
 * so a rebuild switches readers over in one call.
 */
export function makeAddress(name: string, args: AddressArgs, opts: pulumi.CustomResourceOptions): PublicIp {
  const { plan, compartmentId, machine, vnicId } = args;
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
    {
      ...opts,
      protect: plan.settings.protect,
      hooks: {
        onError: [
          new pulumi.ErrorHook(`${name}-address`, ({ errors: [newest = ""] }) => {
            if (!isOneAddress(newest)) return false;
            void pulumi.log.error(oneAddressText(plan));
            if (plan.oneAddressMark !== undefined) writeFileSync(plan.oneAddressMark, "");
            return false;
          }),
        ],
      },
    },
  );
}

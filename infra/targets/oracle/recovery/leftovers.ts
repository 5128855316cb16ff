import { getBudgets } from "@pulumi/oci/budget/getBudgets";
import { getInstances } from "@pulumi/oci/core/getInstances";
import { getInternetGateways } from "@pulumi/oci/core/getInternetGateways";
import { getPrivateIps } from "@pulumi/oci/core/getPrivateIps";
import { getPublicIps } from "@pulumi/oci/core/getPublicIps";
import { getRouteTables } from "@pulumi/oci/core/getRouteTables";
import { getSecurityLists } from "@pulumi/oci/core/getSecurityLists";
import { getSubnets } from "@pulumi/oci/core/getSubnets";
import { getVcns } from "@pulumi/oci/core/getVcns";
import { getQuotas } from "@pulumi/oci/limits/getQuotas";
import type * as pulumi from "@pulumi/pulumi";
import { isAlive } from "../account/life";
import { listed } from "../account/listed";

/** A thing in the cloud that carries the stack's tag. */
export interface Leftover {
  /** Token of its resource type. */
  readonly type: string;
  readonly id: string;
  readonly name: string;
}

interface Listed {
  readonly id: string;
  readonly displayName?: string;
  readonly name?: string;
  readonly state?: string;
  readonly freeformTags?: { readonly [key: string]: string };
}

/**
 * Everything in the cloud that carries the stack's tag, by the same data sources the program uses. 10 calls.
 * @throws NotReadable where the compartment may not be read: that nothing was found must not be taken for "nothing is there"
 */
export async function listTagged(
  tag: string,
  where: { readonly tenancy: string; readonly compartment: string },
  from: pulumi.InvokeOptions,
): Promise<Leftover[]> {
  const compartmentId = where.compartment;
  const ours = (type: string, things: readonly Listed[] | undefined): Leftover[] =>
    listed(things, compartmentId)
      .filter((t) => t.freeformTags?.["freehold"] === tag && isAlive(t))
      .map((t) => ({ type, id: t.id, name: t.displayName ?? t.name ?? "" }));
  const inside = { compartmentId };
  const [vcns, gateways, routes, rules, subnets, machines, addresses, quotas, budgets] = await Promise.all([
    getVcns(inside, from),
    getInternetGateways(inside, from),
    getRouteTables(inside, from),
    getSecurityLists(inside, from),
    getSubnets(inside, from),
    getInstances(inside, from),
    getPublicIps({ ...inside, scope: "REGION", lifetime: "RESERVED" }, from),
    getQuotas({ compartmentId: where.tenancy }, from),
    getBudgets({ compartmentId: where.tenancy }, from),
  ]);
  const ownSubnets = ours("oci:Core/subnet:Subnet", subnets.subnets);
  const privateIps = await Promise.all(ownSubnets.map(({ id }) => getPrivateIps({ subnetId: id }, from)));
  return [
    ...ours("oci:Core/vcn:Vcn", vcns.virtualNetworks),
    ...ours("oci:Core/internetGateway:InternetGateway", gateways.gateways),
    ...ours("oci:Core/routeTable:RouteTable", routes.routeTables),
    ...ours("oci:Core/securityList:SecurityList", rules.securityLists),
    ...ownSubnets,
    ...ours("oci:Core/instance:Instance", machines.instances),
    ...ours(
      "oci:Core/privateIp:PrivateIp",
      privateIps.flatMap((p) => listed(p.privateIps, compartmentId)),
    ),
    ...ours("oci:Core/publicIp:PublicIp", addresses.publicIps),
    // Who may not read quotas has made none.
    ...ours("oci:Limits/quota:Quota", quotas.quotas ?? []),
    ...ours("oci:Budget/budget:Budget", budgets.budgets ?? []),
  ];
}

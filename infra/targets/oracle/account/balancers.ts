import { getLoadBalancers } from "@pulumi/oci/loadbalancer/getLoadBalancers";
import { getNetworkLoadBalancers } from "@pulumi/oci/networkloadbalancer/getNetworkLoadBalancers";
import type * as pulumi from "@pulumi/pulumi";
import { isAlive } from "./life";

/** Load balancers in some compartments. 2 calls for each. @returns undefined where one of them may not be read */
export async function balancersOf(
  compartments: readonly string[],
  from: pulumi.InvokeOptions,
): Promise<{ readonly flexible: number; readonly network: number } | undefined> {
  const found = await Promise.all(
    compartments.map(async (compartmentId) => {
      const [flexible, network] = await Promise.all([
        getLoadBalancers({ compartmentId }, from),
        getNetworkLoadBalancers({ compartmentId }, from),
      ]);
      const { loadBalancers } = flexible as { loadBalancers?: typeof flexible.loadBalancers };
      const { networkLoadBalancerCollections: collections } = network as {
        networkLoadBalancerCollections?: typeof network.networkLoadBalancerCollections;
      };
      if (loadBalancers === undefined || collections === undefined) return undefined;
      const items = collections.flatMap((collection) => collection.items);
      return { flexible: loadBalancers.filter(isAlive).length, network: items.filter(isAlive).length };
    }),
  );
  if (found.includes(undefined)) return undefined;
  const sum = (kind: "flexible" | "network") => found.reduce((n, one) => n + (one?.[kind] ?? 0), 0);
  return { flexible: sum("flexible"), network: sum("network") };
}

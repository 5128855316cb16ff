import type { Asked, Case } from ".";
import { freeTier } from "./limits";

function atMost(name: string, what: string, limit: number, value: (a: Asked) => number, instead: string): Case {
  return (asked) =>
    value(asked) <= limit
      ? undefined
      : { name, limit: `${limit} ${what} in the account`, asked: `${value(asked)}`, instead };
}

const highest = (values: readonly number[]) => Math.max(0, ...values);

/** Cases of things no plan asks for yet: whoever adds one finds its limit waiting. */
export const countCases: readonly Case[] = [
  atMost("backup-count", "volume backups", freeTier.volumeBackups, (a) => a.volumeBackups, "keep 5 backups or fewer"),
  atMost(
    "load-balancer-count",
    "flexible load balancer",
    freeTier.loadBalancers,
    (a) => a.loadBalancerMbps.length,
    "use 1",
  ),
  atMost(
    "load-balancer-bandwidth",
    "Mbps for the load balancer",
    freeTier.loadBalancerMbps,
    (a) => highest(a.loadBalancerMbps),
    "set minimum and maximum bandwidth to 10 Mbps",
  ),
  atMost(
    "network-load-balancer-count",
    "network load balancer",
    freeTier.networkLoadBalancers,
    (a) => a.networkLoadBalancers,
    "use 1",
  ),
  atMost("object-storage", "GB of object storage", freeTier.objectStorageGb, (a) => a.objectStorageGb, "keep 20 GB"),
];

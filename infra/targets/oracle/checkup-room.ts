import type { Plan } from "../../plan";
import type { Account } from "./account/account";
import { daysOf, spareHours } from "./guard/hours";
import { freeTier, freeTierSource } from "./guard/limits";
import { overFree } from "./guard/over";
import { addressMode } from "./network/address-mode";

/** One line of the report on a stack at Oracle: what was found, or what to do. */
export interface Checked {
  readonly part: string;
  readonly found?: string;
  readonly problem?: string;
}

/** What Oracle answered of what there is to have, beside machines and disks. */
export interface Room {
  /** Whether each domain's list of shapes has the plan's. */
  readonly listed: readonly (boolean | undefined)[];
  /** Reserved addresses that the limits still admit; undefined: the stack has one, wants none, or that cannot be seen. */
  readonly addressesLeft: number | undefined;
  /** Load balancers of both kinds in the root and in the stack's compartment; undefined: they may not be read. */
  readonly balancers: { readonly flexible: number; readonly network: number } | undefined;
}

/** A free account has two VCNs, an upgraded one fifty: the API has no better sign of which it is. */
const free = freeTier.objectStorageGb;

export function kindOf(vcnLimit: number | undefined): string {
  if (vcnLimit === undefined) return "cannot be seen: this user may not read the limits";
  return vcnLimit > freeTier.vcns
    ? `upgraded (pay-as-you-go), by its limits: what is beyond the free tier costs; ${free.upgraded} GB of object storage are free`
    : `always free, by its limits: Oracle may stop idle machines (docs/oracle.md); ${free.free} GB of object storage are free`;
}

/** What runs in the account, and how much of what is free. Pure. */
export function usage({ instances, volumes, vcns }: Account): string {
  const machines = instances.map(({ name, shape, own }) => `${name} (${shape}${own ? ", this stack's" : ""})`);
  const disk = volumes.reduce((sum, { sizeGb }) => sum + sizeGb, 0);
  return `${machines.join(", ") || "no machine"}; ${disk} of ${freeTier.storageGb} GB on disks; ${vcns.length} of ${freeTier.vcns} VCNs`;
}

/** Where the shape is offered. A limit alone does not say: a limit of 2 was seen in a domain without the shape. */
function shapes({ shape }: Plan, { domains }: Account, listed: Room["listed"]): Checked {
  const part = "shape offered";
  const has = domains.filter((_, i) => listed[i]).map((domain) => domain.replace(/^.*?:/, ""));
  if (has.length > 0) return { part, found: `${shape.name} in ${has.join(", ")}` };
  if (listed.every((one) => one === undefined)) return { part, found: "the list may not be read" };
  return { part, problem: `no domain of this region lists ${shape.name}: choose another freehold:shape` };
}

function address(plan: Plan, account: Account, left: number | undefined): Checked {
  const part = "public address";
  const { mode, warning } = addressMode(plan, account, left);
  if (warning) return { part, problem: warning };
  const own = account.reserved.find((one) => one.own);
  if (mode === "own") return { part, found: "the server's own, which ends with it (freehold:address own)" };
  return { part, found: own ? `reserved: ${own.address}` : "a reserved one will be made" };
}

function balancers(found: Room["balancers"]): Checked {
  const part = "load balancers";
  if (found === undefined) return { part, found: "they may not be read" };
  const { loadBalancers, networkLoadBalancers } = freeTier;
  const text = `${found.flexible} of ${loadBalancers} flexible (10 Mbps), ${found.network} of ${networkLoadBalancers} network`;
  const over = found.flexible > loadBalancers || found.network > networkLoadBalancers;
  return over ? { part, problem: `${text}: delete what is more, it costs` } : { part, found: text };
}

/** Whether a second machine of the plan's size is free for a while. Of A1 alone; Micros are counted, not hours. */
function second({ shape }: Plan, now: Date): Checked[] {
  if (shape.kind !== "arm") return [];
  const hours = spareHours(shape, daysOf(now));
  return [{ part: "second machine", found: `free for ${hours} hours this month, on a pay-as-you-go account only` }];
}

/** Lines of the report on a stack at Oracle about what there is to have. Pure. */
export function roomFindings(plan: Plan, account: Account, room: Room, now: Date): Checked[] {
  const { since, compared } = freeTierSource;
  const over = overFree(account);
  return [
    over.length === 0
      ? { part: "today's limits", found: `nothing is over them (since ${since}, compared ${compared})` }
      : { part: "today's limits", problem: over.join("; ") },
    shapes(plan, account, room.listed),
    address(plan, account, room.addressesLeft),
    balancers(room.balancers),
    ...second(plan, now),
  ];
}

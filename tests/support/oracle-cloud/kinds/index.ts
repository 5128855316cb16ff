import type { Kind } from "../kind";
import { privateIp, publicIp } from "./address";
import { alertRule, budget } from "./budget";
import { instance } from "./instance";
import { internetGateway, routeTable, securityList, subnet, vcn } from "./network";
import { computeCapacityReport, quota } from "./policy";
import { bootVolume } from "./volume";

/** Every resource the fake knows, by its path below the version. */
export const kinds: { readonly [path: string]: Kind } = {
  vcns: vcn,
  internetGateways: internetGateway,
  routeTables: routeTable,
  securityLists: securityList,
  subnets: subnet,
  instances: instance,
  bootVolumes: bootVolume,
  privateIps: privateIp,
  publicIps: publicIp,
  computeCapacityReports: computeCapacityReport,
  quotas: quota,
  budgets: budget,
  alertRules: alertRule,
};

/** Kinds that Oracle makes by itself, or that only tests put in: they can be listed and read. */
export const readOnly: { readonly [path: string]: string } = {
  vnicAttachments: "VnicAttachment",
  vnics: "Vnic",
  bootVolumeAttachments: "BootVolumeAttachment",
  volumes: "Volume",
  workRequests: "WorkRequest",
  loadBalancers: "LoadBalancer",
  networkLoadBalancers: "NetworkLoadBalancer",
};

/** Name in the inventory of what a path means. */
export const nameOf = (path: string): string | undefined => kinds[path]?.name ?? readOnly[path];

import type { Kind } from "../kind";
import { privateIp, publicIp } from "./address";
import { instance } from "./instance";
import { internetGateway, routeTable, securityList, subnet, vcn } from "./network";
import { computeCapacityReport, quota } from "./policy";

/** Every resource type the fake knows, by its token. Anything else is refused by the provider. */
export const kinds: { readonly [token: string]: Kind } = {
  "oci:Core/vcn:Vcn": vcn,
  "oci:Core/internetGateway:InternetGateway": internetGateway,
  "oci:Core/routeTable:RouteTable": routeTable,
  "oci:Core/securityList:SecurityList": securityList,
  "oci:Core/subnet:Subnet": subnet,
  "oci:Core/instance:Instance": instance,
  "oci:Core/privateIp:PrivateIp": privateIp,
  "oci:Core/publicIp:PublicIp": publicIp,
  "oci:Core/computeCapacityReport:ComputeCapacityReport": computeCapacityReport,
  "oci:Limits/quota:Quota": quota,
};

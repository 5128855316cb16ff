import { type Bridged, fields } from "./bridged";

const maps = ["freeformTags"];

/** Nothing is waited for: it is there with the answer. It is read before it is deleted. */
export const privateIp: Bridged = {
  service: "network",
  path: "privateIps",
  inputs: {
    displayName: true,
    freeformTags: true,
    hostnameLabel: true,
    ipAddress: true,
    lifetime: true,
    subnetId: true,
    vlanId: true,
    vnicId: true,
  },
  required: [],
  rules: { replaces: ["ipAddress", "subnetId", "vlanId"], maps },
  readsFirst: true,
  change: (rest, olds) => ({
    ...fields("hostnameLabel", "vnicId")(rest, olds),
    lifetime: rest["lifetime"] ?? olds["lifetime"],
  }),
};

export const publicIp: Bridged = {
  service: "network",
  path: "publicIps",
  inputs: {
    compartmentId: true,
    displayName: true,
    freeformTags: true,
    lifetime: true,
    privateIpId: true,
    publicIpPoolId: true,
  },
  required: ["compartmentId", "lifetime"],
  rules: { replaces: ["lifetime", "publicIpPoolId"], clears: ["privateIpId"], maps },
  ready: ["ASSIGNED", "AVAILABLE"],
  gone: ["TERMINATED"],
  change: (rest, olds) => ({ ...fields()(rest, olds), privateIpId: rest["privateIpId"] ?? "" }),
};

import type { Plain } from "../provider/values";
import { type Bridged, fields } from "./bridged";

const common = { compartmentId: true, displayName: true, freeformTags: true } as const;
const there = ["AVAILABLE"];
const gone = ["TERMINATED"];
const maps = ["freeformTags"];

export const vcn: Bridged = {
  service: "network",
  path: "vcns",
  inputs: { ...common, cidrBlocks: true, dnsLabel: true, isIpv6enabled: true },
  required: ["compartmentId"],
  rules: { replaces: ["dnsLabel"], maps },
  ready: there,
  gone,
  change: fields(),
};

export const internetGateway: Bridged = {
  service: "network",
  path: "internetGateways",
  inputs: { ...common, enabled: true, vcnId: true, routeTableId: true },
  required: ["compartmentId", "vcnId"],
  rules: { replaces: ["vcnId"], maps },
  ready: there,
  gone,
  body: ({ enabled, ...rest }) => ({ ...rest, isEnabled: enabled }),
  change: ({ enabled, ...rest }, olds) => ({ ...fields("routeTableId")(rest, olds), isEnabled: enabled }),
  outputs: ({ isEnabled, ...props }) => ({ ...props, enabled: isEnabled }),
};

export const routeTable: Bridged = {
  service: "network",
  path: "routeTables",
  inputs: {
    ...common,
    vcnId: true,
    routeRules: { destination: true, destinationType: true, networkEntityId: true, description: true },
  },
  required: ["compartmentId", "vcnId"],
  rules: { replaces: ["vcnId"], maps },
  ready: there,
  gone,
  change: fields("routeRules"),
};

const ports = { min: true, max: true, sourcePortRange: { min: true, max: true } } as const;
const rule = {
  description: true,
  protocol: true,
  stateless: true,
  icmpOptions: { type: true, code: true },
  tcpOptions: ports,
  udpOptions: ports,
} as const;

/** Terraform lays a range's ends flat; Oracle has them in `destinationPortRange`. */
function portsToRest(rules: Plain[] | undefined): Plain[] | undefined {
  const range = ({ min, max, sourcePortRange }: Plain) => ({ destinationPortRange: { min, max }, sourcePortRange });
  return rules?.map(({ tcpOptions, udpOptions, ...rest }) => ({
    ...rest,
    ...(tcpOptions ? { tcpOptions: range(tcpOptions) } : {}),
    ...(udpOptions ? { udpOptions: range(udpOptions) } : {}),
  }));
}

function portsToPulumi(rules: Plain[] | undefined): Plain[] {
  const flat = ({ destinationPortRange: { min, max } = {} as Plain, sourcePortRange = null }: Plain) => ({
    min,
    max,
    sourcePortRange,
  });
  return (rules ?? []).map(({ tcpOptions, udpOptions, icmpOptions, ...rest }) => ({
    description: "",
    stateless: false,
    ...rest,
    icmpOptions: icmpOptions ?? null,
    tcpOptions: tcpOptions ? flat(tcpOptions) : null,
    udpOptions: udpOptions ? flat(udpOptions) : null,
  }));
}

const withPorts = ({ ingressSecurityRules, egressSecurityRules, ...rest }: Plain) => ({
  ...rest,
  ingressSecurityRules: portsToRest(ingressSecurityRules),
  egressSecurityRules: portsToRest(egressSecurityRules),
});

export const securityList: Bridged = {
  service: "network",
  path: "securityLists",
  inputs: {
    ...common,
    vcnId: true,
    ingressSecurityRules: { ...rule, source: true, sourceType: true },
    egressSecurityRules: { ...rule, destination: true, destinationType: true },
  },
  required: ["compartmentId", "vcnId"],
  rules: { replaces: ["vcnId"], maps },
  ready: there,
  gone,
  body: withPorts,
  change: (rest, olds) => fields("ingressSecurityRules", "egressSecurityRules")(withPorts(rest), olds),
  outputs: ({ ingressSecurityRules, egressSecurityRules, ...props }) => ({
    ...props,
    ingressSecurityRules: portsToPulumi(ingressSecurityRules),
    egressSecurityRules: portsToPulumi(egressSecurityRules),
  }),
};

export const subnet: Bridged = {
  service: "network",
  path: "subnets",
  inputs: {
    ...common,
    vcnId: true,
    availabilityDomain: true,
    cidrBlock: true,
    dhcpOptionsId: true,
    dnsLabel: true,
    prohibitInternetIngress: true,
    prohibitPublicIpOnVnic: true,
    routeTableId: true,
    securityListIds: true,
  },
  required: ["compartmentId", "vcnId"],
  rules: {
    replaces: ["vcnId", "availabilityDomain", "dnsLabel", "prohibitPublicIpOnVnic", "prohibitInternetIngress"],
    maps,
  },
  ready: there,
  gone,
  change: fields("cidrBlock", "dhcpOptionsId", "routeTableId", "securityListIds"),
};

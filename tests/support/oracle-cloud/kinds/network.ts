import type { Kind } from "../kind";
import { conflict, invalid, limitExceeded } from "../oracle-error";
import { must, mustBlock, mustCompartment, mustDnsLabel, mustLie, mustNotOverlap } from "./checks";
import { refreshNetworks } from "./networks-of";

const available = { lifecycleState: "AVAILABLE" };

/** Refuses a deletion while something else points to the thing. */
const referenced = (what: string, id: string, by: string, other: string) =>
  conflict(
    `The ${what} ${id} references the ${by} ${other}. You must remove the reference to proceed with this operation.`,
  );

export const vcn: Kind = {
  name: "Vcn",
  create(cloud, body) {
    const { inventory, account } = cloud;
    mustCompartment(cloud, body);
    const blocks = body["cidrBlocks"] as string[];
    blocks.forEach((block, i) => {
      const { prefix } = mustBlock(block);
      if (prefix < 16 || prefix > 30) throw invalid(`The requested CIDR ${block} must be between /16 and /30.`);
      mustNotOverlap(block, blocks.slice(0, i));
    });
    mustDnsLabel(body["dnsLabel"]);
    if (inventory.all("Vcn").length >= account.limits.vcns) throw limitExceeded("vcn-count");
    const label = body["dnsLabel"] as string | undefined;
    const vcnDomainName = label === undefined ? null : `${label}.oraclevcn.com`;
    return inventory.add("Vcn", {
      isIpv6Enabled: false,
      ...body,
      cidrBlock: blocks[0],
      vcnDomainName,
      ...available,
    });
  },
  update: ({ inventory }, thing, body) => inventory.change(thing.id, body),
  delete({ inventory }, { id }) {
    for (const kind of ["Subnet", "RouteTable", "SecurityList", "InternetGateway"])
      for (const other of inventory.find(kind, { vcnId: id })) throw referenced("Vcn", id, kind, other.id);
    inventory.remove(id);
  },
};

export const internetGateway: Kind = {
  name: "InternetGateway",
  create(cloud, body) {
    mustCompartment(cloud, body);
    must(cloud, "Vcn", body["vcnId"]);
    if (cloud.inventory.find("InternetGateway", { vcnId: body["vcnId"] }).length > 0)
      throw limitExceeded("internet-gateway-count");
    return cloud.inventory.add("InternetGateway", { ...body, ...available });
  },
  update: ({ inventory }, thing, body) => inventory.change(thing.id, body),
  delete({ inventory }, { id }) {
    const user = inventory
      .all("RouteTable")
      .find((t) => (t.props["routeRules"] ?? []).some((r: { networkEntityId: string }) => r.networkEntityId === id));
    if (user) throw referenced("InternetGateway", id, "RouteTable", user.id);
    inventory.remove(id);
  },
};

export const routeTable: Kind = {
  name: "RouteTable",
  create(cloud, body) {
    mustCompartment(cloud, body);
    must(cloud, "Vcn", body["vcnId"]);
    for (const rule of body["routeRules"] ?? []) {
      mustBlock(rule.destination);
      must(cloud, "InternetGateway", rule.networkEntityId);
    }
    const routeRules = (body["routeRules"] ?? []).map((rule: object) => ({ routeType: "STATIC", ...rule }));
    return cloud.inventory.add("RouteTable", { ...body, routeRules, ...available });
  },
  update: ({ inventory }, thing, body) => inventory.change(thing.id, body),
  delete({ inventory }, { id }) {
    const user = inventory.find("Subnet", { routeTableId: id })[0];
    if (user) throw referenced("RouteTable", id, "Subnet", user.id);
    inventory.remove(id);
  },
};

export const securityList: Kind = {
  name: "SecurityList",
  create(cloud, body) {
    mustCompartment(cloud, body);
    must(cloud, "Vcn", body["vcnId"]);
    mustRules(body["ingressSecurityRules"] ?? []);
    return cloud.inventory.add("SecurityList", { ...body, ...available });
  },
  async update(cloud, thing, body) {
    mustRules(body["ingressSecurityRules"] ?? []);
    cloud.inventory.change(thing.id, body);
    await refreshNetworks(cloud);
  },
  delete({ inventory }, { id }) {
    const user = inventory.all("Subnet").find((s) => (s.props["securityListIds"] ?? []).includes(id));
    if (user) throw referenced("SecurityList", id, "Subnet", user.id);
    inventory.remove(id);
  },
};

interface Rule {
  protocol: string;
  source: string;
  tcpOptions?: { destinationPortRange?: { min?: number; max?: number } };
  icmpOptions?: { type?: number; code?: number };
}

function mustRules(rules: readonly Rule[]): void {
  if (rules.length > 200) throw limitExceeded("security-list-ingress-rule-count");
  for (const rule of rules) {
    mustBlock(rule.source);
    if (!/^(all|\d{1,3})$/.test(rule.protocol)) throw invalid(`Protocol ${rule.protocol} is not valid.`);
    const { min, max } = rule.tcpOptions?.destinationPortRange ?? {};
    if (rule.tcpOptions && rule.protocol !== "6") throw invalid("tcpOptions are only valid for protocol 6 (TCP).");
    if (rule.icmpOptions && rule.protocol !== "1") throw invalid("icmpOptions are only valid for protocol 1 (ICMP).");
    if (rule.icmpOptions && rule.icmpOptions.type === undefined) throw invalid("icmpOptions need a type.");
    if (min !== undefined && max !== undefined && (min < 1 || max > 65535 || min > max))
      throw invalid(`Port range ${min}-${max} is not valid.`);
  }
}

export const subnet: Kind = {
  name: "Subnet",
  create(cloud, body) {
    mustCompartment(cloud, body);
    const net = must(cloud, "Vcn", body["vcnId"]);
    mustLie(body["cidrBlock"], net.props["cidrBlocks"]);
    const siblings = cloud.inventory.find("Subnet", { vcnId: net.id }).map((s) => s.props["cidrBlock"] as string);
    mustNotOverlap(body["cidrBlock"], siblings);
    mustDnsLabel(body["dnsLabel"]);
    if (body["dnsLabel"] && !net.props["dnsLabel"]) throw invalid("dnsLabel needs a VCN with a dnsLabel.");
    if (body["routeTableId"]) must(cloud, "RouteTable", body["routeTableId"]);
    for (const id of body["securityListIds"] ?? []) must(cloud, "SecurityList", id);
    return cloud.inventory.add("Subnet", { ...body, ...available });
  },
  update: ({ inventory }, thing, body) => inventory.change(thing.id, body),
  delete({ inventory }, { id }) {
    const user = inventory.find("Vnic", { subnetId: id })[0];
    if (user) throw referenced("Subnet", id, "VNIC", user.id);
    inventory.remove(id);
  },
};

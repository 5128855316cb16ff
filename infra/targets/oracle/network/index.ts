import { InternetGateway } from "@pulumi/oci/core/internetGateway";
import { RouteTable } from "@pulumi/oci/core/routeTable";
import { SecurityList, type SecurityListArgs } from "@pulumi/oci/core/securityList";
import { Subnet } from "@pulumi/oci/core/subnet";
import { Vcn } from "@pulumi/oci/core/vcn";
import * as pulumi from "@pulumi/pulumi";
import { formerly } from "../../../formerly";
import type { IngressRule, Plan } from "../../../plan";
import { subnetCidr, vcnCidr } from "./cidr";

const everywhere = "0.0.0.0/0";

type OracleRule = Exclude<pulumi.Unwrap<SecurityListArgs["ingressSecurityRules"]>, undefined>[number];

/** One rule of the plan in Oracle's words. Protocols are IANA numbers: 6 is TCP, 1 is ICMP. */
export function oracleRule(rule: IngressRule): OracleRule {
  const common = { source: rule.source, sourceType: "CIDR_BLOCK", stateless: false, description: rule.description };
  if (rule.protocol === "icmp") return { ...common, protocol: "1", ...(rule.icmp ? { icmpOptions: rule.icmp } : {}) };
  return { ...common, protocol: "6", ...(rule.port ? { tcpOptions: { min: rule.port, max: rule.port } } : {}) };
}

/** VCN, internet gateway, routes, security list and one public subnet. */
export class Network extends pulumi.ComponentResource {
  readonly subnetId: pulumi.Output<string>;

  constructor(name: string, plan: Plan, compartmentId: string, opts: pulumi.ComponentResourceOptions) {
    super("freehold:targets:OracleNetwork", name, {}, formerly("freehold:oracle:Network", opts));
    const common = (part: string) => ({ compartmentId, displayName: `${plan.name}-${part}`, freeformTags: plan.tags });
    const child = { parent: this };
    // Another name in DNS, or another kind of subnet, would replace the network, and with it the server.
    const kept = { ...child, ignoreChanges: ["dnsLabel", "prohibitPublicIpOnVnic"] };
    const vcn = new Vcn(`${name}-vcn`, { ...common("vcn"), cidrBlocks: [vcnCidr], dnsLabel: "freehold" }, kept);
    const gateway = new InternetGateway(
      `${name}-gateway`,
      { ...common("gateway"), vcnId: vcn.id, enabled: true },
      child,
    );
    const routes = new RouteTable(
      `${name}-routes`,
      {
        ...common("routes"),
        vcnId: vcn.id,
        routeRules: [{ destination: everywhere, destinationType: "CIDR_BLOCK", networkEntityId: gateway.id }],
      },
      child,
    );
    const rules = new SecurityList(
      `${name}-rules`,
      {
        ...common("rules"),
        vcnId: vcn.id,
        ingressSecurityRules: plan.ingress.map(oracleRule),
        egressSecurityRules: [{ protocol: "all", destination: everywhere, destinationType: "CIDR_BLOCK" }],
      },
      child,
    );
    const subnet = new Subnet(
      `${name}-subnet`,
      {
        ...common("subnet"),
        vcnId: vcn.id,
        cidrBlock: subnetCidr,
        // Without a DNS label a switch to a reserved address fails.
        dnsLabel: "blog",
        prohibitPublicIpOnVnic: false,
        routeTableId: routes.id,
        securityListIds: [rules.id],
      },
      kept,
    );
    this.subnetId = subnet.id;
    this.registerOutputs({ subnetId: this.subnetId });
  }
}

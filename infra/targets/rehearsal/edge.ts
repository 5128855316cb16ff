import * as docker from "@pulumi/docker";
import type * as pulumi from "@pulumi/pulumi";
import type { IngressRule, Plan } from "../../plan";
import { siteAddress } from "../site-address";
import { subnet } from "./addresses";
import { buildImage } from "./images";

/** Ports of the laptop, by port of the server. */
export function publishedPorts(plan: Plan): { internal: number; external: number }[] {
  const { httpPort, httpsPort, sshPort } = plan.settings;
  const external = new Map([
    [80, httpPort],
    [443, httpsPort],
    [22, sshPort],
  ]);
  const open = new Set(plan.ingress.flatMap((rule) => (rule.port === undefined ? [] : [rule.port])));
  return [...open].map((internal) => {
    const port = external.get(internal);
    if (port === undefined) throw new Error(`the rehearsal has no port of the laptop for ${internal}`);
    return { internal, external: port };
  });
}

/** One line a rule, as the edge's script reads them. SSH is there before the server has configured its second address. */
export function edgeRules(rules: readonly IngressRule[]): string {
  const line = (rule: IngressRule) =>
    rule.protocol === "tcp"
      ? `tcp ${rule.port} ${rule.source} ${rule.port === 22 ? subnet.server : siteAddress}:${rule.port}`
      : `icmp ${rule.icmp?.type}/${rule.icmp?.code} ${rule.source}`;
  return rules.map(line).join("\n");
}

/**
 * The container that plays security list, public address and internet gateway. A change of ports or sources replaces it
 * within a second or two and leaves the server alone, as Oracle changes a security list in place.
 */
export function makeEdge(plan: Plan, network: docker.Network, parent: pulumi.Resource): docker.Container {
  const image = buildImage("edge", parent);
  return new docker.Container(
    "edge",
    {
      name: `${plan.name}-edge`,
      image: image.imageId,
      labels: [{ label: "freehold", value: plan.tags.freehold }],
      networksAdvanced: [{ name: network.name }],
      restart: "unless-stopped",
      mustRun: false,
      init: true,
      // NET_ADMIN and NET_RAW: its rules are iptables rules, in its own network namespace.
      capabilities: { drops: ["ALL"], adds: ["CAP_NET_ADMIN", "CAP_NET_RAW"] },
      sysctls: {
        "net.ipv4.ip_forward": "1",
        // Server and gateway share one wire; a redirect would tell the server to go around the gateway.
        "net.ipv4.conf.all.send_redirects": "0",
        "net.ipv4.conf.default.send_redirects": "0",
      },
      ports: publishedPorts(plan).map((port) => ({ ...port, ip: plan.settings.bindAddress, protocol: "tcp" })),
      envs: [
        `EDGE_RULES=${edgeRules(plan.ingress)}`,
        `EDGE_GATEWAY=${subnet.gateway}`,
        `EDGE_SERVER=${subnet.server}`,
        `EDGE_SITE=${siteAddress}`,
      ],
    },
    { parent, deleteBeforeReplace: true },
  );
}

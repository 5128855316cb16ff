import type { HostedNetwork } from "../instance-host";
import type { Cloud } from "../kind";

/** Tells the host of every running machine what its addresses and rules are now. */
export async function refreshNetworks(cloud: Cloud): Promise<void> {
  for (const instance of cloud.inventory.find("Instance", { lifecycleState: "RUNNING" }))
    await cloud.host.network(instance.id, networkOf(cloud, instance.id));
}

function networkOf({ inventory }: Cloud, instanceId: string): HostedNetwork {
  const vnics = inventory.find("Vnic", { instanceId });
  const privateIps = vnics.flatMap((vnic) => inventory.find("PrivateIp", { vnicId: vnic.id }));
  const addresses = privateIps.flatMap((ip) =>
    inventory
      .find("PublicIp", { privateIpId: ip.id })
      .map((pub) => ({ privateIp: ip.props["ipAddress"] as string, publicIp: pub.props["ipAddress"] as string })),
  );
  const lists = vnics.flatMap((vnic) => inventory.get(vnic.props["subnetId"])?.props["securityListIds"] ?? []);
  const ingress = lists.flatMap((id) => inventory.get(id as string)?.props["ingressSecurityRules"] ?? []);
  return { addresses, ingress };
}

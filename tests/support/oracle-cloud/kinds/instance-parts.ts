import { parseBlock, toAddress } from "../cidr";
import type { Props, Thing } from "../inventory";
import type { Cloud } from "../kind";
import { invalid } from "../oracle-error";
import { assignment } from "./address";
import { must } from "./checks";
import { refreshNetworks } from "./networks-of";

export function addBootVolume({ inventory }: Cloud, body: Props): Thing {
  const { compartmentId, availabilityDomain, displayName, sourceDetails } = body;
  return inventory.add("BootVolume", {
    compartmentId,
    availabilityDomain,
    displayName: `${displayName} (Boot Volume)`,
    sizeInGBs: sourceDetails.bootVolumeSizeInGBs ?? 50,
    vpusPerGB: sourceDetails.bootVolumeVpusPerGB ?? 10,
    imageId: sourceDetails.imageId,
    lifecycleState: "AVAILABLE",
  });
}

/** What a machine has around it once it runs: VNIC, primary private address, attachments. */
export function attach(cloud: Cloud, instanceId: string): void {
  const { inventory } = cloud;
  const { props } = must(cloud, "Instance", instanceId);
  const { compartmentId, availabilityDomain, createVnicDetails: details = {} } = props;
  const common = { compartmentId, availabilityDomain };
  const { subnetId } = details;
  const ipAddress = details.privateIp ?? freeAddress(cloud, subnetId);
  const vnic = inventory.add("Vnic", {
    ...common,
    instanceId,
    subnetId,
    displayName: details.displayName ?? props["displayName"],
    freeformTags: details.freeformTags ?? {},
    hostnameLabel: String(props["displayName"] ?? "").toLowerCase(),
    isPrimary: true,
    skipSourceDestCheck: false,
    privateIp: ipAddress,
    publicIp: null,
    lifecycleState: "AVAILABLE",
  });
  const on = { ...common, instanceId, lifecycleState: "ATTACHED" };
  inventory.add("VnicAttachment", { ...on, vnicId: vnic.id, subnetId });
  inventory.add("BootVolumeAttachment", { ...on, bootVolumeId: props["_boot"] });
  inventory.add("PrivateIp", {
    ...common,
    subnetId,
    vnicId: vnic.id,
    ipAddress,
    isPrimary: true,
    displayName: "primary",
  });
}

/** Boots a machine, and gives it the public address it was launched with. */
export async function turnOn(cloud: Cloud, id: string): Promise<void> {
  const { inventory, host } = cloud;
  const { props } = must(cloud, "Instance", id);
  const chosen = await host.launch({
    id,
    shape: props["shape"],
    ocpus: props["shapeConfig"].ocpus,
    memoryGb: props["shapeConfig"].memoryInGBs,
    metadata: props["metadata"] ?? {},
  });
  if (props["createVnicDetails"]?.assignPublicIp !== false) {
    const vnic = inventory.find("Vnic", { instanceId: id })[0];
    const inside = inventory.find("PrivateIp", { vnicId: vnic?.id })[0];
    const ipAddress = chosen ?? `198.51.100.${(inventory.every().length % 250) + 1}`;
    const { compartmentId } = props;
    const more = { compartmentId, lifetime: "EPHEMERAL", scope: "AVAILABILITY_DOMAIN", ipAddress };
    if (inside) inventory.add("PublicIp", { ...more, ...assignment(inside.id) });
    if (vnic) inventory.change(vnic.id, { publicIp: ipAddress });
  }
  inventory.change(id, { lifecycleState: "RUNNING" });
  await refreshNetworks(cloud);
}

/** Oracle picks at random; counting up from the beginning of the block keeps runs alike. */
function freeAddress(cloud: Cloud, subnetId: string): string {
  const block = parseBlock(must(cloud, "Subnet", subnetId).props["cidrBlock"] as string);
  const taken = new Set(cloud.inventory.find("PrivateIp", { subnetId }).map((ip) => ip.props["ipAddress"]));
  for (let n = (block?.first ?? 0) + 2; n < (block?.last ?? 0); n++) if (!taken.has(toAddress(n))) return toAddress(n);
  throw invalid("The subnet has no free IP address.");
}

/** Takes away all that hangs on a machine. */
export function detach({ inventory }: Cloud, instanceId: string, preserveBootVolume: boolean): void {
  for (const vnic of inventory.find("Vnic", { instanceId })) {
    for (const ip of inventory.find("PrivateIp", { vnicId: vnic.id })) {
      for (const pub of inventory.find("PublicIp", { privateIpId: ip.id }))
        if (pub.props["lifetime"] === "EPHEMERAL") inventory.remove(pub.id);
        else inventory.change(pub.id, assignment(""));
      inventory.remove(ip.id);
    }
    inventory.remove(vnic.id);
  }
  for (const kind of ["VnicAttachment", "BootVolumeAttachment"])
    for (const one of inventory.find(kind, { instanceId })) inventory.change(one.id, { lifecycleState: "DETACHED" });
  const boot = inventory.get(instanceId)?.props["_boot"] as string;
  if (!preserveBootVolume) inventory.change(boot, { lifecycleState: "TERMINATED" });
}

import { parseBlock, toAddress } from "../cidr";
import type { Props, Thing } from "../inventory";
import type { Cloud, Kind } from "../kind";
import { invalid, outOfCapacity } from "../oracle-error";
import { must } from "./checks";
import { mustLaunch, mustShape, shapeConfigOf } from "./launch-checks";
import { refreshNetworks } from "./networks-of";

export const instance: Kind = {
  name: "Instance",
  service: "Core Instance",
  replaces: [
    "metadata.user_data",
    "metadata.ssh_authorized_keys",
    "availabilityDomain",
    "isPvEncryptionInTransitEnabled",
    "createVnicDetails.subnetId",
    "createVnicDetails.privateIp",
    "launchOptions.firmware",
  ],
  async create(cloud, inputs) {
    mustLaunch(cloud, inputs);
    const domain = cloud.account.domains.find((d) => d.name === inputs["availabilityDomain"]);
    const shape = inputs["shape"] as string;
    if (domain?.capacity[shape] !== undefined) {
      if (domain.capacity[shape] < 1) throw outOfCapacity();
      domain.capacity[shape] -= 1;
    }
    return launch(cloud, inputs);
  },
  async update(cloud, thing, inputs) {
    mustShape(cloud, inputs, thing.id);
    const { props } = thing;
    const boot = cloud.inventory.get(props["bootVolumeId"]);
    if (boot) cloud.inventory.change(boot.id, { sizeInGbs: inputs["sourceDetails"].bootVolumeSizeInGbs });
    if (inputs["sourceDetails"].sourceId !== props["sourceDetails"].sourceId) swapBootVolume(cloud, thing, inputs);
    cloud.inventory.change(thing.id, { ...inputs, shapeConfig: shapeConfigOf(inputs) });
  },
  async delete(cloud, thing) {
    await cloud.host.terminate(thing.id);
    terminate(cloud, thing);
    const domain = cloud.account.domains.find((d) => d.name === thing.props["availabilityDomain"]);
    const shape = thing.props["shape"] as string;
    if (domain?.capacity[shape] !== undefined) domain.capacity[shape] += 1;
  },
};

/** The trap: a new image is an update, and takes the disk with it. */
function swapBootVolume(cloud: Cloud, thing: Thing, inputs: Props): void {
  cloud.inventory.remove(thing.props["bootVolumeId"]);
  const boot = addBootVolume(cloud, inputs);
  cloud.inventory.change(thing.id, { bootVolumeId: boot.id });
}

function addBootVolume({ inventory }: Cloud, inputs: Props): Thing {
  return inventory.add("BootVolume", {
    compartmentId: inputs["compartmentId"],
    availabilityDomain: inputs["availabilityDomain"],
    displayName: `${inputs["displayName"]} (Boot Volume)`,
    sizeInGbs: inputs["sourceDetails"].bootVolumeSizeInGbs ?? "50",
    imageId: inputs["sourceDetails"].sourceId,
    freeformTags: {},
    state: "AVAILABLE",
  });
}

async function launch(cloud: Cloud, inputs: Props): Promise<Thing> {
  const { inventory, host } = cloud;
  const compartmentId = inputs["compartmentId"];
  const boot = addBootVolume(cloud, inputs);
  const shapeConfig = shapeConfigOf(inputs);
  const made = inventory.add("Instance", {
    ...inputs,
    shapeConfig,
    bootVolumeId: boot.id,
    region: cloud.account.regions[0],
    state: "RUNNING",
  });
  const subnetId = inputs["createVnicDetails"].subnetId as string;
  const vnic = inventory.add("Vnic", { compartmentId, instanceId: made.id, subnetId, state: "AVAILABLE" });
  inventory.add("VnicAttachment", { compartmentId, instanceId: made.id, vnicId: vnic.id, subnetId, state: "ATTACHED" });
  const ipAddress = inputs["createVnicDetails"].privateIp ?? freeAddress(cloud, subnetId);
  const inside = inventory.add("PrivateIp", { compartmentId, subnetId, vnicId: vnic.id, ipAddress, isPrimary: true });
  const wanted = inputs["createVnicDetails"].assignPublicIp === "true";
  const chosen = await host.launch({
    id: made.id,
    shape: inputs["shape"],
    ocpus: shapeConfig.ocpus,
    memoryGb: shapeConfig.memoryInGbs,
    metadata: inputs["metadata"] ?? {},
  });
  const publicIp = wanted ? (chosen ?? `198.51.100.${(inventory.all().length % 250) + 1}`) : "";
  if (wanted)
    inventory.add("PublicIp", { compartmentId, lifetime: "EPHEMERAL", privateIpId: inside.id, ipAddress: publicIp });
  inventory.change(made.id, { publicIp, privateIp: ipAddress });
  await refreshNetworks(cloud);
  return made;
}

/** Oracle picks at random; counting up from the end of the block keeps runs alike. */
function freeAddress(cloud: Cloud, subnetId: string): string {
  const block = parseBlock(must(cloud, "Subnet", subnetId).props["cidrBlock"] as string);
  const taken = new Set(cloud.inventory.find("PrivateIp", { subnetId }).map((ip) => ip.props["ipAddress"]));
  for (let n = (block?.first ?? 0) + 2; n < (block?.last ?? 0); n++) if (!taken.has(toAddress(n))) return toAddress(n);
  throw invalid("The subnet has no free IP address.");
}

/** Takes the machine with all that hangs on it; a reserved public address stays, unassigned. */
function terminate({ inventory }: Cloud, thing: Thing): void {
  for (const vnic of inventory.find("Vnic", { instanceId: thing.id })) {
    for (const ip of inventory.find("PrivateIp", { vnicId: vnic.id })) {
      for (const pub of inventory.find("PublicIp", { privateIpId: ip.id }))
        if (pub.props["lifetime"] === "EPHEMERAL") inventory.remove(pub.id);
        else inventory.change(pub.id, { privateIpId: "" });
      inventory.remove(ip.id);
    }
    inventory.remove(vnic.id);
  }
  for (const attachment of inventory.find("VnicAttachment", { instanceId: thing.id })) inventory.remove(attachment.id);
  if (!thing.props["preserveBootVolume"]) inventory.remove(thing.props["bootVolumeId"]);
  inventory.remove(thing.id);
}

import { images, shapes } from "../account-model";
import { parseBlock, toAddress } from "../cidr";
import type { Props, Thing } from "../inventory";
import type { Cloud, Kind } from "../kind";
import { invalid, limitExceeded, notFound, OracleError, outOfCapacity } from "../oracle-error";
import { must, mustCompartment } from "./checks";
import { refreshNetworks } from "./networks-of";

const micro = "VM.Standard.E2.1.Micro";
const arm = "VM.Standard.A1.Flex";

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

function mustLaunch(cloud: Cloud, inputs: Props): void {
  mustCompartment(cloud, inputs);
  if (!cloud.account.domains.some((d) => d.name === inputs["availabilityDomain"])) throw notFound();
  const net = must(cloud, "Subnet", inputs["createVnicDetails"]?.subnetId);
  if (inputs["createVnicDetails"].assignPublicIp === "true" && net.props["prohibitPublicIpOnVnic"])
    throw invalid("The subnet prohibits public IP addresses on VNICs.");
  const size = JSON.stringify(inputs["metadata"] ?? {}).length;
  if (size > 32_000) throw invalid(`Metadata size is ${size} bytes and cannot be larger than 32000 bytes`);
  const gb = Number(inputs["sourceDetails"]?.bootVolumeSizeInGbs ?? 50);
  if (!(gb >= 50)) throw invalid(`Boot volume size ${gb} GB must be at least 50 GB.`);
  mustShape(cloud, inputs);
  const volumes = [...cloud.inventory.all("BootVolume"), ...cloud.inventory.all("Volume")];
  const used = volumes.reduce((sum, v) => sum + Number(v.props["sizeInGbs"]), 0);
  if (used + gb > cloud.account.limits.storageGb) throw limitExceeded("total-storage-gb");
}

function mustShape(cloud: Cloud, inputs: Props, self?: string): void {
  const shape = inputs["shape"] as string;
  const architecture = shapes[shape];
  const image = images.find((i) => i.id === inputs["sourceDetails"]?.sourceId);
  if (!architecture || !image) throw notFound();
  if (image.architecture !== architecture) throw invalid(`Shape ${shape} is not valid for image ${image.id}`);
  const config = inputs["shapeConfig"] as { ocpus?: number; memoryInGbs?: number } | undefined;
  if (shape.endsWith(".Flex")) {
    if (!config?.ocpus)
      throw new OracleError(
        400,
        "InvalidParameter",
        "Invalid ShapeConfig: null (Cannot launch flexible instance without ShapeConfig)",
      );
    const ratio = (config.memoryInGbs ?? config.ocpus * 6) / config.ocpus;
    if (ratio < 1 || ratio > 64)
      throw invalid(`Invalid ratio of memory in GB to OCPUs. Current ratio: ${ratio}. Valid ratio range: 1 - 64`);
  } else if (config) throw invalid(`Invalid ShapeConfig: shape ${shape} is not flexible`);
  const others = cloud.inventory.all("Instance").filter((i) => i.id !== self && i.props["shape"] === shape);
  const domain = cloud.account.domains.find((d) => d.name === inputs["availabilityDomain"]);
  if (shape === micro && domain?.micros === 0)
    throw new OracleError(404, "NotAuthorizedOrNotFound", `shape ${micro} not found`);
  if (shape === micro && others.length >= (domain?.micros ?? 0)) throw limitExceeded("standard-e2-micro-core-count");
  if (shape === arm) mustArmLimits(cloud, others, inputs);
}

function mustArmLimits({ account }: Cloud, others: readonly Thing[], inputs: Props): void {
  const { ocpus, memoryInGbs } = shapeConfigOf(inputs);
  const sum = (key: string) => others.reduce((total, i) => total + Number(i.props["shapeConfig"][key]), 0);
  const exceeded = [
    ...(sum("memoryInGbs") + memoryInGbs > account.limits.armMemoryGb ? ["standard-a1-memory-count"] : []),
    ...(sum("ocpus") + ocpus > account.limits.armOcpus ? ["standard-a1-core-count"] : []),
  ];
  if (exceeded.length > 0) throw limitExceeded(...exceeded);
}

/** A1 memory is reported to be rounded up to 6 GB for each OCPU; the fixed Micro reports one OCPU. */
function shapeConfigOf(inputs: Props): { ocpus: number; memoryInGbs: number } {
  const config = inputs["shapeConfig"] as { ocpus: number; memoryInGbs?: number } | undefined;
  if (!config) return { ocpus: 1, memoryInGbs: 1 };
  return { ocpus: config.ocpus, memoryInGbs: Math.max(config.memoryInGbs ?? 0, config.ocpus * 6) };
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

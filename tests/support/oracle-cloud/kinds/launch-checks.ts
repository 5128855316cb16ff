import { images, shapes } from "../account-model";
import type { Props, Thing } from "../inventory";
import type { Cloud } from "../kind";
import { invalid, limitExceeded, notFound, OracleError } from "../oracle-error";
import { must, mustCompartment } from "./checks";
import { offers } from "./policy";

const micro = "VM.Standard.E2.1.Micro";
const arm = "VM.Standard.A1.Flex";

/** What Oracle checks before it launches. */
export function mustLaunch(cloud: Cloud, body: Props): void {
  mustCompartment(cloud, body);
  if (!cloud.account.domains.some((d) => d.name === body["availabilityDomain"])) throw notFound();
  const net = must(cloud, "Subnet", body["createVnicDetails"]?.subnetId);
  if (body["createVnicDetails"].assignPublicIp === true && net.props["prohibitPublicIpOnVnic"])
    throw invalid("The subnet prohibits public IP addresses on VNICs.");
  const size = JSON.stringify(body["metadata"] ?? {}).length;
  if (size > 32_000) throw invalid(`Metadata size is ${size} bytes and cannot be larger than 32000 bytes`);
  const gb = Number(body["sourceDetails"]?.bootVolumeSizeInGBs ?? 50);
  if (!(gb >= 50)) throw invalid(`Boot volume size ${gb} GB must be at least 50 GB.`);
  mustShape(cloud, body);
  const volumes = [...cloud.inventory.all("BootVolume"), ...cloud.inventory.all("Volume")];
  const used = volumes.reduce((sum, v) => sum + Number(v.props["sizeInGBs"]), 0);
  if (used + gb > cloud.account.limits.storageGb) throw limitExceeded("total-storage-gb");
}

export function mustShape(cloud: Cloud, body: Props, self?: string): void {
  const shape = body["shape"] as string;
  const architecture = shapes[shape];
  const image = images.find((i) => i.id === body["sourceDetails"]?.imageId);
  if (!architecture || !image) throw notFound();
  if (image.architecture !== architecture) throw invalid(`Shape ${shape} is not valid for image ${image.id}`);
  const config = body["shapeConfig"] as { ocpus?: number; memoryInGBs?: number } | undefined;
  if (shape.endsWith(".Flex")) {
    if (!config?.ocpus)
      throw new OracleError(
        400,
        "InvalidParameter",
        "Invalid ShapeConfig: null (Cannot launch flexible instance without ShapeConfig)",
      );
    const ratio = (config.memoryInGBs ?? config.ocpus * 6) / config.ocpus;
    if (ratio < 1 || ratio > 64)
      throw invalid(`Invalid ratio of memory in GB to OCPUs. Current ratio: ${ratio}. Valid ratio range: 1 - 64`);
  } else if (config) throw invalid(`Invalid ShapeConfig: shape ${shape} is not flexible`);
  const others = cloud.inventory.all("Instance").filter((i) => i.id !== self && i.props["shape"] === shape);
  const domain = cloud.account.domains.find((d) => d.name === body["availabilityDomain"]);
  if (domain && !offers(domain, shape))
    throw new OracleError(404, "NotAuthorizedOrNotFound", `shape ${shape} not found`);
  if (shape === micro && others.length >= (domain?.micros ?? 0)) throw limitExceeded("standard-e2-micro-core-count");
  if (shape === arm) mustArmLimits(cloud, others, body);
}

function mustArmLimits({ account }: Cloud, others: readonly Thing[], body: Props): void {
  const { ocpus, memoryInGBs } = shapeConfigOf(body);
  const sum = (key: string) => others.reduce((total, i) => total + Number(i.props["shapeConfig"][key]), 0);
  const exceeded = [
    ...(sum("memoryInGBs") + memoryInGBs > account.limits.armMemoryGb ? ["standard-a1-memory-count"] : []),
    ...(sum("ocpus") + ocpus > account.limits.armOcpus ? ["standard-a1-core-count"] : []),
  ];
  if (exceeded.length > 0) throw limitExceeded(...exceeded);
}

/** A1 memory is reported to be rounded up to 6 GB for each OCPU; the fixed Micro reports one OCPU. */
export function shapeConfigOf(body: Props): { ocpus: number; memoryInGBs: number } {
  const config = body["shapeConfig"] as { ocpus: number; memoryInGBs?: number } | undefined;
  if (!config) return { ocpus: 1, memoryInGBs: 1 };
  return { ocpus: config.ocpus, memoryInGBs: Math.max(config.memoryInGBs ?? 0, config.ocpus * 6) };
}

import type { Plain } from "../provider/values";
import { type Answer, ask, askAll, type Context } from "./client";
import { toPulumi } from "./names";

/** What the official provider reads around a machine: its disk, and once it runs, its VNIC. 5 requests; 1 where it does not run. */
export async function around(machine: Plain, context: Context): Promise<{ boot?: Plain; vnic?: Plain }> {
  const { id: instanceId, compartmentId, availabilityDomain } = machine;
  const [disk] = (await askAll(
    {
      service: "compute",
      method: "GET",
      path: "bootVolumeAttachments",
      query: { availabilityDomain, compartmentId, instanceId },
    },
    context,
  )) as Plain[];
  const boot =
    disk && (await ask({ service: "storage", method: "GET", path: `bootVolumes/${disk["bootVolumeId"]}` }, context));
  if (machine["lifecycleState"] !== "RUNNING") return boot ? { boot: boot.body } : {};
  const attachments = (await askAll(
    { service: "compute", method: "GET", path: "vnicAttachments", query: { compartmentId, instanceId } },
    context,
  )) as Plain[];
  const card = attachments.find(({ lifecycleState }) => lifecycleState === "ATTACHED");
  if (!card) return boot ? { boot: boot.body } : {};
  const vnic = await ask({ service: "network", method: "GET", path: `vnics/${card["vnicId"]}` }, context);
  await ask({ service: "network", method: "GET", path: "ipv6", query: { vnicId: card["vnicId"] } }, context);
  return { ...(boot ? { boot: boot.body } : {}), vnic: vnic.body };
}

/** A machine's properties from Oracle's answers. Pure. */
export function machineOutputs({ body }: Answer, { boot, vnic }: { boot?: Plain; vnic?: Plain }, inputs: Plain): Plain {
  const { sourceDetails, createVnicDetails, imageId, ...rest } = body as Plain;
  const props = toPulumi(rest) as Plain;
  const before = inputs["createVnicDetails"] ?? {};
  const source = {
    bootVolumeSizeInGbs: String(boot?.["sizeInGBs"] ?? sourceDetails?.bootVolumeSizeInGBs ?? ""),
    bootVolumeVpusPerGb: String(boot?.["vpusPerGB"] ?? ""),
    isPreserveBootVolumeEnabled: false,
    kmsKeyId: "",
    sourceId: sourceDetails?.imageId ?? imageId,
    sourceType: sourceDetails?.sourceType,
  };
  const card = vnic && {
    assignPublicIp: String(vnic["publicIp"] !== null && vnic["publicIp"] !== undefined),
    displayName: vnic["displayName"],
    freeformTags: vnic["freeformTags"],
    hostnameLabel: vnic["hostnameLabel"],
    privateIp: vnic["privateIp"],
    skipSourceDestCheck: vnic["skipSourceDestCheck"],
    subnetId: vnic["subnetId"],
  };
  return {
    ...props,
    ...(boot ? { bootVolumeId: boot["id"] } : {}),
    createVnicDetails: { ...before, ...card },
    image: imageId,
    preserveBootVolume: inputs["preserveBootVolume"] ?? false,
    sourceDetails: source,
    ...(vnic
      ? {
          privateIp: vnic["privateIp"],
          publicIp: vnic["publicIp"] ?? "",
          hostnameLabel: vnic["hostnameLabel"],
          subnetId: vnic["subnetId"],
        }
      : {}),
  };
}

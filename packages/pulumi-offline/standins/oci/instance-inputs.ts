import type { Shape } from "../provider/inputs";
import type { Plain } from "../provider/values";
import { toRest } from "./names";

/** Inputs of a machine that this project uses, or that a test changes. */
export const inputs: Shape = {
  agentConfig: { isMonitoringDisabled: true },
  availabilityConfig: { recoveryAction: true },
  availabilityDomain: true,
  compartmentId: true,
  createVnicDetails: {
    assignPublicIp: true,
    displayName: true,
    freeformTags: true,
    hostnameLabel: true,
    privateIp: true,
    skipSourceDestCheck: true,
    subnetId: true,
  },
  displayName: true,
  faultDomain: true,
  freeformTags: true,
  hostnameLabel: true,
  instanceOptions: { areLegacyImdsEndpointsDisabled: true },
  isPvEncryptionInTransitEnabled: true,
  launchOptions: { firmware: true, networkType: true },
  metadata: true,
  platformConfig: { type: true, isSecureBootEnabled: true },
  preserveBootVolume: true,
  shape: true,
  shapeConfig: { ocpus: true, memoryInGbs: true },
  sourceDetails: {
    bootVolumeSizeInGbs: true,
    bootVolumeVpusPerGb: true,
    kmsKeyId: true,
    sourceId: true,
    sourceType: true,
  },
  state: true,
};

/** The launch as Oracle is asked for it: texts that are numbers and truths to Oracle, and Terraform's default of 10 VPUs. Pure. */
export function launchBody(props: Plain): Plain {
  const { preserveBootVolume: _, sourceDetails = {}, createVnicDetails = {}, ...rest } = toRest(props) as Plain;
  const { sourceId, bootVolumeSizeInGBs, bootVolumeVpusPerGB, ...source } = sourceDetails;
  const { assignPublicIp, ...vnic } = createVnicDetails;
  return {
    ...rest,
    createVnicDetails: {
      ...vnic,
      ...(assignPublicIp === undefined ? {} : { assignPublicIp: String(assignPublicIp) === "true" }),
    },
    sourceDetails: {
      ...source,
      imageId: sourceId,
      bootVolumeVpusPerGB: Number(bootVolumeVpusPerGB ?? 10),
      ...(bootVolumeSizeInGBs === undefined ? {} : { bootVolumeSizeInGBs: Number(bootVolumeSizeInGBs) }),
    },
  };
}

/** Data sources used, one module each: importing all of @pulumi/oci costs about as long as the rest of the program. */
export { getBootVolumeAttachments } from "@pulumi/oci/core/getBootVolumeAttachments";
export { getBootVolumes } from "@pulumi/oci/core/getBootVolumes";
export { getImagesOutput } from "@pulumi/oci/core/getImages";
export { getInstances } from "@pulumi/oci/core/getInstances";
export { getPublicIps } from "@pulumi/oci/core/getPublicIps";
export { getShapes } from "@pulumi/oci/core/getShapes";
export { getVcns } from "@pulumi/oci/core/getVcns";
export { getVnic } from "@pulumi/oci/core/getVnic";
export { getVnicAttachments } from "@pulumi/oci/core/getVnicAttachments";
export { getVolumes } from "@pulumi/oci/core/getVolumes";
export { getAvailabilityDomains } from "@pulumi/oci/identity/getAvailabilityDomains";
export { getCompartments } from "@pulumi/oci/identity/getCompartments";
export { getRegionSubscriptions } from "@pulumi/oci/identity/getRegionSubscriptions";
export { getResourceAvailability } from "@pulumi/oci/limits/getResourceAvailability";

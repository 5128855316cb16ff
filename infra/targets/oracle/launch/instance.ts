import { Instance, type InstanceArgs } from "@pulumi/oci/core/instance";
import type * as pulumi from "@pulumi/pulumi";
import type { Plan } from "../../../plan";

/** Everything an instance is made of that is decided elsewhere. */
export interface MachineArgs {
  readonly plan: Plan;
  readonly compartmentId: string;
  readonly subnetId: pulumi.Input<string>;
  readonly imageId: pulumi.Input<string>;
  readonly availabilityDomain: pulumi.Input<string>;
  /** cloud-init's user-data, gzipped, base64. */
  readonly userData: pulumi.Input<string>;
  /** Public key for the image's own user `ubuntu`, for the day user-data fails. */
  readonly operatorKey: pulumi.Input<string>;
  /** Whether the old machine must go before the new one comes. */
  readonly deleteFirst: boolean;
  readonly onError: pulumi.ErrorHook;
}

/**
 * What a running machine keeps although the program says otherwise: each of these would replace it, or swap its disk under it
 * (a new image). A rebuild honours them all.
 */
const kept = ["sourceDetails.sourceId", "metadata", "availabilityDomain"];

/** The rented machine. The address it has for its own traffic is ephemeral and ends with it. */
export function makeMachine(name: string, args: MachineArgs, opts: pulumi.CustomResourceOptions): Instance {
  const { plan } = args;
  return new Instance(name, machineArgs(args), {
    ...opts,
    protect: plan.settings.protect && !plan.rebuild,
    deleteBeforeReplace: args.deleteFirst,
    ignoreChanges: plan.rebuild ? [] : kept,
    hooks: { onError: [args.onError] },
    // The provider's own patience with a slow region, said here so that it stays.
    customTimeouts: { create: "45m" },
  });
}

function machineArgs(args: MachineArgs): InstanceArgs {
  const { shape, name, tags } = args.plan;
  return {
    compartmentId: args.compartmentId,
    availabilityDomain: args.availabilityDomain,
    displayName: name,
    freeformTags: tags,
    shape: shape.name,
    // Oracle refuses a shape configuration for the fixed shape and insists on one for the flexible.
    ...(shape.kind === "arm" ? { shapeConfig: { ocpus: shape.ocpus, memoryInGbs: shape.memoryGb } } : {}),
    sourceDetails: {
      sourceType: "image",
      sourceId: args.imageId,
      bootVolumeSizeInGbs: String(shape.diskGb),
    },
    createVnicDetails: {
      subnetId: args.subnetId,
      // A machine without a public address reaches nothing: first boot could install no package.
      assignPublicIp: "true",
      displayName: `${name}-vnic`,
      freeformTags: tags,
    },
    // The first version of the metadata service answers any process that can be made to fetch a URL.
    instanceOptions: { areLegacyImdsEndpointsDisabled: true },
    availabilityConfig: { recoveryAction: "RESTORE_INSTANCE" },
    preserveBootVolume: false,
    metadata: { ssh_authorized_keys: args.operatorKey, user_data: args.userData },
  };
}

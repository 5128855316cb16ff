import { Quota } from "@pulumi/oci/limits/quota";
import type * as pulumi from "@pulumi/pulumi";
import type { Plan } from "../../../plan";
import { freeTier } from "./limits";

/**
 * Statements that make Oracle itself refuse what costs, in the whole tenancy. A family is set to zero first, then what is free
 * is given back. `…-count` holds per availability domain, `…-regional-count` for the region. Pure.
 */
export function quotaStatements(): string[] {
  return [
    "zero compute-core quotas in tenancy",
    "zero compute-memory quotas in tenancy",
    `set compute-core quota standard-e2-micro-core-count to ${freeTier.micros} in tenancy`,
    `set compute-core quota standard-a1-core-count to ${freeTier.armOcpus} in tenancy`,
    `set compute-core quota standard-a1-core-regional-count to ${freeTier.armOcpus} in tenancy`,
    `set compute-memory quota standard-a1-memory-count to ${freeTier.armMemoryGb} in tenancy`,
    `set compute-memory quota standard-a1-memory-regional-count to ${freeTier.armMemoryGb} in tenancy`,
    `set block-storage quota total-storage-gb to ${freeTier.storageGb} in tenancy`,
    `set block-storage quota backup-count to ${freeTier.volumeBackups} in tenancy`,
  ];
}

/** The tenancy-wide quota policy. It binds everything else in the tenancy too, so it is opt-in. */
export function makeQuota(name: string, plan: Plan, tenancy: string, opts: pulumi.CustomResourceOptions): Quota {
  return new Quota(
    `${name}-quota`,
    {
      compartmentId: tenancy,
      name: `${plan.name}-always-free`,
      description: "Freehold: nothing beyond the always-free tier can be made in this tenancy.",
      statements: quotaStatements(),
      freeformTags: plan.tags,
    },
    opts,
  );
}

/** What Oracle's always-free tier holds for one account. Source of every number: Oracle's always-free page as of 2026-06-15. */
export const freeTier = {
  /** 1,500 OCPU hours a month: two OCPUs always on. */
  armOcpus: 2,
  /** 9,000 GB hours a month: 12 GB always on. */
  armMemoryGb: 12,
  /** Oracle is reported to round the memory of an A1 machine up to this, silently. */
  armMemoryGbPerOcpu: 6,
  micros: 2,
  microMemoryGb: 1,
  microOcpus: 0.125,
  /** Boot and block volumes together, home region only. */
  storageGb: 200,
  /** Smallest boot volume (47 is quoted too; 50 is accepted everywhere). */
  bootVolumeGb: 50,
  volumeBackups: 5,
  vcns: 2,
} as const;

/** The two shapes that are free, by Oracle's names. */
export const freeShapes = ["VM.Standard.E2.1.Micro", "VM.Standard.A1.Flex"] as const;

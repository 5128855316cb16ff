/** Where the numbers below are from. They shrink: A1 was halved on 2026-06-15, and what was over was ended from 2026-08-18 on. */
export const freeTierSource = {
  since: "2026-06-15",
  /** When somebody last compared the numbers with the page. */
  compared: "2026-09-04",
  page: "https://docs.oracle.com/iaas/Content/FreeTier/freetier_topic-Always_Free_Resources.htm",
} as const;

/** What Oracle's always-free tier holds for one account (`freeTierSource`). */
export const freeTier = {
  /** 1,500 OCPU hours a month: two OCPUs always on. */
  armOcpus: 2,
  armOcpuHours: 1500,
  armGbHours: 9000,
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
  /** Of an account that never upgraded; the API admits 50 to one that did. */
  vcns: 2,
  /** Reserved public addresses that a free account has. They cost nothing. */
  reservedAddresses: 1,
  /** Flexible, at 10 Mbps; and network load balancers. */
  loadBalancers: 1,
  networkLoadBalancers: 1,
  /** Object storage of an account that never upgraded, all classes together; of one that did, Standard alone. */
  objectStorageGb: { free: 20, upgraded: 10 },
} as const;

/** The two shapes that are free, by Oracle's names. */
export const freeShapes = ["VM.Standard.E2.1.Micro", "VM.Standard.A1.Flex"] as const;

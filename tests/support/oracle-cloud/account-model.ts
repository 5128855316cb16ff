import { apiKey } from "./api-key";

/** The account the fake cloud plays: who may ask, and what there is to have. */
export interface AccountModel {
  tenancy: string;
  user: string;
  fingerprint: string;
  /** PEM of the user's API key, to verify signatures with. */
  publicKey: string;
  /** Regions the account is subscribed to; the first is the home region. */
  regions: string[];
  /** Further compartments below the root. */
  compartments: { id: string; name: string }[];
  /** Ids of those that the caller may not read. */
  unreadable: string[];
  domains: DomainModel[];
  /** Service limits of the account. */
  limits: LimitsModel;
  /** Public addresses that Oracle gives one Micro: 2 by the API's own limits, 1 as the always-free page reads. */
  addressesOfMicro: number;
  /** How a full region answers a launch: at once with 500, or by the work request after accepting it. */
  capacityBy: "response" | "workRequest";
  /** Seconds by which the caller's clock is off; beyond 300 every request is refused. */
  clockOff: number;
  /** Whether the caller's session token has expired. */
  tokenExpired: boolean;
}

export interface LimitsModel {
  armOcpus: number;
  armMemoryGb: number;
  storageGb: number;
  vcns: number;
  reservedAddresses: number;
}

export interface DomainModel {
  name: string;
  /** How many Micros the service limit admits here. */
  micros: number;
  /** Free hosts by shape; absent: as many as one likes. */
  capacity: { [shape: string]: number };
  /** Shapes that the domain does not list although the limit admits them. */
  withoutShapes?: string[];
}

export const tenancy = "ocid1.tenancy.oc1..fake";

/** Limits of an account that never upgraded (facts/growth.md, section 9; read in September 2026). */
export const freeLimits: LimitsModel = { armOcpus: 2, armMemoryGb: 12, storageGb: 200, vcns: 2, reservedAddresses: 1 };

/** An always-free account in a region with three domains, Micros in the second only. */
export function freeAccount(changes: Partial<AccountModel> = {}): AccountModel {
  const { fingerprint, publicKey } = apiKey();
  return {
    tenancy,
    user: "ocid1.user.oc1..fake",
    fingerprint,
    publicKey,
    regions: ["eu-frankfurt-1", "eu-amsterdam-1"],
    compartments: [],
    unreadable: [],
    domains: [
      { name: "Uocm:EU-FRANKFURT-1-AD-1", micros: 0, capacity: {} },
      { name: "Uocm:EU-FRANKFURT-1-AD-2", micros: 2, capacity: {} },
      { name: "Uocm:EU-FRANKFURT-1-AD-3", micros: 0, capacity: {} },
    ],
    limits: { ...freeLimits },
    addressesOfMicro: 2,
    capacityBy: "response",
    clockOff: 0,
    tokenExpired: false,
    ...changes,
  };
}

/** Images on offer, newest first; `architecture` decides which shapes boot them. */
export const images = [
  { id: "ocid1.image.oc1.fake.noble-x86-2", name: "Canonical-Ubuntu-24.04-2026.10.31-0", architecture: "x86" },
  { id: "ocid1.image.oc1.fake.noble-x86-1", name: "Canonical-Ubuntu-24.04-2026.09.30-0", architecture: "x86" },
  { id: "ocid1.image.oc1.fake.noble-arm-2", name: "Canonical-Ubuntu-24.04-aarch64-2026.10.31-0", architecture: "arm" },
  { id: "ocid1.image.oc1.fake.noble-arm-1", name: "Canonical-Ubuntu-24.04-aarch64-2026.09.30-0", architecture: "arm" },
];

export const shapes: { readonly [name: string]: "x86" | "arm" } = {
  "VM.Standard.E2.1.Micro": "x86",
  "VM.Standard.A1.Flex": "arm",
  "VM.Standard.E5.Flex": "x86",
};

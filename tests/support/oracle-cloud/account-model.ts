/** The account the fake cloud plays: who may ask, and what there is to have. */
export interface AccountModel {
  tenancy: string;
  user: string;
  fingerprint: string;
  /** Regions whose endpoints answer; the first is the home region. */
  regions: string[];
  /** Further compartments below the root. */
  compartments: { id: string; name: string }[];
  /** Ids of those that the caller may not read. */
  unreadable: string[];
  domains: DomainModel[];
  /** Service limits of the account. */
  limits: { armOcpus: number; armMemoryGb: number; storageGb: number; vcns: number };
  /** Seconds by which the caller's clock is off; beyond 300 every request is refused. */
  clockOff: number;
  /** Whether the caller's session token has expired. */
  tokenExpired: boolean;
}

export interface DomainModel {
  name: string;
  /** How many Micros the service limit admits here. */
  micros: number;
  /** Free hosts by shape; absent: as many as one likes. */
  capacity: { [shape: string]: number };
}

export const tenancy = "ocid1.tenancy.oc1..fake";

/** An always-free account in a region with three domains, Micros in the second only. */
export function freeAccount(changes: Partial<AccountModel> = {}): AccountModel {
  return {
    tenancy,
    user: "ocid1.user.oc1..fake",
    fingerprint: "aa:bb:cc:dd:ee:ff:00:11:22:33:44:55:66:77:88:99",
    regions: ["eu-frankfurt-1", "eu-amsterdam-1"],
    compartments: [],
    unreadable: [],
    domains: [
      { name: "Uocm:EU-FRANKFURT-1-AD-1", micros: 0, capacity: {} },
      { name: "Uocm:EU-FRANKFURT-1-AD-2", micros: 2, capacity: {} },
      { name: "Uocm:EU-FRANKFURT-1-AD-3", micros: 0, capacity: {} },
    ],
    limits: { armOcpus: 2, armMemoryGb: 12, storageGb: 200, vcns: 2 },
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

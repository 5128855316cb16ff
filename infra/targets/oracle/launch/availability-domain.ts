/** What Oracle says of one availability domain. */
export interface DomainOffer {
  readonly name: string;
  /** Machines of the wanted size the service limit still admits there; undefined: Oracle did not say. */
  readonly admitted?: number;
  /** Whether the domain's list of shapes has the shape; undefined: Oracle did not say. A limit of 2 was seen where it had not. */
  readonly listed?: boolean;
  /** Status from the capacity report; undefined: no report was made. */
  readonly capacity?: "AVAILABLE" | "OUT_OF_HOST_CAPACITY" | "HARDWARE_NOT_SUPPORTED" | (string & {});
}

/** Higher is better; a domain the limit or the hardware rules out is below one that is merely full today. */
function rank(offer: DomainOffer): number {
  if (offer.admitted !== undefined && offer.admitted < 1) return 0;
  if (offer.listed === false) return 1;
  if (offer.capacity === "HARDWARE_NOT_SUPPORTED") return 1;
  if (offer.capacity === "OUT_OF_HOST_CAPACITY") return 2;
  return offer.capacity === "AVAILABLE" ? 4 : 3;
}

/**
 * The availability domain to launch in: one that the limit admits and that has room; else one that is full but may get
 * room; ties go to the first name, so that two runs choose alike. Pure.
 * @throws Error when there is no domain at all.
 */
export function chooseDomain(offers: readonly DomainOffer[]): string {
  const sorted = [...offers].sort((a, b) => rank(b) - rank(a) || (a.name < b.name ? -1 : 1));
  const best = sorted[0];
  if (!best) throw new Error("Oracle names no availability domain for this region");
  return best.name;
}

/** Names of the service limits, per shape, that say how many machines a domain admits. */
export const limitNames = {
  "VM.Standard.E2.1.Micro": ["standard-e2-micro-core-count"],
  "VM.Standard.A1.Flex": ["standard-a1-core-count", "standard-a1-memory-count"],
} as const;

/** How many machines fit into what is available of each limit. Pure. */
export function machinesAdmitted(available: readonly number[], needed: readonly number[]): number {
  return Math.min(...available.map((have, i) => Math.floor(have / (needed[i] ?? 1))));
}

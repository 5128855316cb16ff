/** How a request failed: Oracle's answer, or no answer at all. */
export interface Failure {
  /** HTTP status; 0: the connection broke or timed out. */
  readonly status: number;
  readonly code: string;
  readonly message: string;
}

const minutes = (n: number) => n * 60;

/**
 * Seconds for which the official provider tries a request again (tfresource/retry.go of terraform-provider-oci 8.23; measured in
 * November 2026 where facts say "seen"). 0: not at all. Pure.
 */
export function patience({ status, code, message }: Failure, method: string, route: string): number {
  if (/out of host capacity/i.test(message)) return 0;
  if (status === 429) return minutes(10);
  if (status === 409 && code === "InvalidatedRetryToken") return 0;
  if (status === 409) return minutes(method === "DELETE" && route === "subnets" ? 10 : 2);
  if (status >= 500 || status === 0) return minutes(2);
  return 0;
}

/** Seconds before the next try: random in 1 … 2n², at most 288. Pure. */
export const pause = (attempt: number, random: number) => Math.min(288, 1 + random * (2 * attempt * attempt - 1));

import type { Account } from "../account/account";

/** Bill of materials: everything a plan would make that Oracle could charge for. */
export interface Asked {
  readonly shape: string;
  readonly ocpus: number;
  readonly memoryGb: number;
  readonly diskGb: number;
  readonly region: string;
  readonly vcns: number;
  readonly operatingSystem: string;
}

/** One reason why a plan would leave the free tier. */
export interface Refusal {
  /** Stable name of the case, for tests and searching. */
  readonly name: string;
  readonly limit: string;
  readonly asked: string;
  readonly instead: string;
}

/** One rule of the guard: what it refuses, or nothing. */
export type Case = (asked: Asked, account: Account) => Refusal | undefined;

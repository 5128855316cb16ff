/** A machine that exists in the account. */
export interface ExistingInstance {
  readonly id: string;
  readonly name: string;
  readonly shape: string;
  readonly ocpus: number;
  readonly memoryGb: number;
  readonly domain: string;
  readonly compartment: string;
  /** Oracle's lifecycle state, for example `RUNNING` or `STOPPED`. */
  readonly state: string;
  /** Made by this stack: judged by what the plan asks, not added to it. */
  readonly own: boolean;
}

/** A boot or block volume that exists in the account, attached or not. */
export interface ExistingVolume {
  readonly id: string;
  readonly name: string;
  readonly sizeGb: number;
  readonly own: boolean;
}

export interface ExistingVcn {
  readonly id: string;
  readonly name: string;
  readonly own: boolean;
}

/** A reserved public address that exists in the account. */
export interface ExistingAddress {
  readonly address: string;
  readonly own: boolean;
}

/** What was read from the account before anything is made. Pure data. */
export interface Account {
  readonly tenancy: string;
  /** Region the provider talks to. */
  readonly region: string;
  readonly homeRegion: string;
  /** Compartment this stack's things go to. */
  readonly compartment: string;
  /** Names of the availability domains, as Oracle spells them. */
  readonly domains: readonly string[];
  readonly instances: readonly ExistingInstance[];
  readonly volumes: readonly ExistingVolume[];
  readonly vcns: readonly ExistingVcn[];
  readonly reserved: readonly ExistingAddress[];
}

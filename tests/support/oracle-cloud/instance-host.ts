import type { Props } from "./inventory";

/** A machine that was launched, as the host that plays it needs to know it. */
export interface HostedInstance {
  readonly id: string;
  readonly shape: string;
  readonly ocpus: number;
  readonly memoryGb: number;
  /** `user_data` and `ssh_authorized_keys`, as in the metadata service. */
  readonly metadata: Props;
}

/** Addresses and rules around a machine, as they are now. */
export interface HostedNetwork {
  /** Pairs of private address and the public one in front of it. */
  readonly addresses: readonly { readonly privateIp: string; readonly publicIp: string }[];
  /** Ingress rules of the subnet's security lists, in Oracle's form. */
  readonly ingress: readonly Props[];
}

/**
 * What plays the machines. Stubs for sweeps; a rehearsed server can be plugged in: `launch` boots the user-data, `network` is
 * called after every change of an address or a rule, `terminate` when the machine ends.
 */
export interface InstanceHost {
  /** @returns the ephemeral public address, where the host must choose it (a loopback address); else the cloud makes one up. */
  launch(instance: HostedInstance): Promise<string | undefined>;
  network(id: string, network: HostedNetwork): Promise<void>;
  terminate(id: string): Promise<void>;
  /** Address for a new reserved public address; undefined: the cloud makes one up. */
  reserve?(): Promise<string | undefined>;
}

/** Machines that are entries in the inventory and nothing else. */
export const stubHost: InstanceHost = {
  launch: async () => undefined,
  network: async () => {},
  terminate: async () => {},
};

import { type AccountModel, freeAccount } from "./account-model";
import { Clock } from "./clock";
import { Faults } from "./faults";
import { type InstanceHost, stubHost } from "./instance-host";
import { Inventory, type Thing } from "./inventory";
import type { Cloud } from "./kind";
import { terminate } from "./kinds/instance";
import { refreshNetworks } from "./kinds/networks-of";
import type { Lag } from "./rest/visibility";

/**
 * A fake Oracle cloud: stateful, checks what Oracle checks, answers in Oracle's words. `rest/server.ts` puts Oracle's REST API
 * before it.
 *
 * What it does NOT model:
 * - identity: one user who may do everything; no policies, groups, domains, tag namespaces or defined tags
 * - billing, cost reports, idle reclaim, whether Oracle enforces a quota policy that was written, and whether a budget's alert is sent
 * - DHCP options, default route table and default security list of a VCN, network security groups, IPv6 addresses, service and NAT
 *   gateways
 * - volumes other than boot volumes unless a test puts them in, backups, volume performance
 * - consoles, serial access, agents, metrics, alarms, maintenance events
 * - states on the way of anything but a machine: networks and addresses are there at once, and what is deleted is gone at once
 * - how long an ended machine is still shown: here for ever
 * - rate limits by itself (a test asks for 429), other users, and times that are true: a launch takes `pace.launch` requests
 * - texts nobody has seen: a Micro's second public address, sizes of a boot volume
 */
export class OracleCloud implements Cloud {
  readonly inventory: Inventory;
  readonly faults = new Faults();
  readonly clock = new Clock();
  account: AccountModel;
  host: InstanceHost;
  /** Virtual seconds; one passes with each request. */
  pace = { launch: 3, terminate: 3 };
  /** Eventual consistency: none unless a test wants it. */
  lag: Lag = { gets: 0, listSeconds: 0 };
  /** Things on one page of a list; Oracle's own default differs by service. */
  pageSize = 100;

  constructor(options: { file?: string; account?: AccountModel; host?: InstanceHost } = {}) {
    this.inventory = new Inventory(options.file);
    this.account = options.account ?? freeAccount();
    this.host = options.host ?? stubHost;
  }

  /** A person in the console, or Oracle, ends a machine: it is TERMINATED, with nothing on it, when this returns. */
  async endByHand(machine: Thing): Promise<void> {
    terminate(this, machine);
    await this.clock.advance(this.pace.terminate);
  }

  /** A person in the console, or Oracle's idle reclaim, stops a machine. */
  async stopByHand(machine: Thing): Promise<void> {
    this.inventory.change(machine.id, { lifecycleState: "STOPPED" });
    await refreshNetworks(this);
  }
}

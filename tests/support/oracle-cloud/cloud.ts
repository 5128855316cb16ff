import { type AccountModel, freeAccount } from "./account-model";
import { type Caller, mustAuthenticate } from "./authentication";
import { dataSources } from "./data-sources";
import { Faults } from "./faults";
import { type InstanceHost, stubHost } from "./instance-host";
import { Inventory, type Props, type Thing } from "./inventory";
import type { Cloud, Kind } from "./kind";
import { kinds } from "./kinds";
import { OracleError } from "./oracle-error";

/**
 * A fake Oracle cloud: stateful, never deduplicates, checks what Oracle checks, answers in Oracle's words.
 *
 * What it does NOT model:
 * - time: everything is there at once; no work requests, no PROVISIONING or TERMINATING states
 * - identity: one user who may do everything; no policies, groups, domains, tag namespaces or defined tags
 * - billing, budgets, cost reports, idle reclaim, and whether Oracle enforces a quota policy that was written
 * - DHCP options, default route table and default security list of a VCN, network security groups, IPv6, service and NAT gateways
 * - volumes other than boot volumes unless a test puts them in, backups, volume performance
 * - consoles, serial access, agents, metrics, alarms, maintenance events
 * - the provider's own retries and time-outs: an error on demand reaches the engine at once
 * - other users: nothing changes unless a test changes it
 * - rate limits, pagination, eventual consistency of lists, and requests the provider makes only to wait
 */
export class OracleCloud implements Cloud {
  readonly inventory: Inventory;
  readonly faults = new Faults();
  account: AccountModel;
  host: InstanceHost;

  constructor(options: { file?: string; account?: AccountModel; host?: InstanceHost } = {}) {
    this.inventory = new Inventory(options.file);
    this.account = options.account ?? freeAccount();
    this.host = options.host ?? stubHost;
  }

  kindOf(token: string): Kind {
    const kind = kinds[token];
    if (!kind) throw new Error(`the fake Oracle cloud knows no resource type ${token}`);
    return kind;
  }

  invoke(caller: Caller, token: string, args: Props): Promise<Props> {
    const source = dataSources[token];
    if (!source) throw new Error(`the fake Oracle cloud knows no data source ${token}`);
    // The provider keeps a 404 of a data source for itself and answers with nothing.
    const answer = () => ({ ...args, ...source(this, args), id: token });
    return this.call(caller, "invoke", token, answer).catch((error: Error) => {
      if (/^\t\* 404-/m.test(error.message)) return {};
      throw error;
    });
  }

  create(caller: Caller, token: string, inputs: Props): Promise<Thing> {
    return this.call(caller, "create", token, () => this.kindOf(token).create(this, inputs));
  }

  read(caller: Caller, token: string, id: string): Promise<Thing | undefined> {
    return this.call(caller, "read", token, () => this.inventory.get(id));
  }

  update(caller: Caller, token: string, id: string, inputs: Props): Promise<Props> {
    return this.call(caller, "update", token, async () => {
      const thing = this.inventory.get(id);
      if (!thing)
        throw new OracleError(404, "NotAuthorizedOrNotFound", "Authorization failed or requested resource not found.");
      await this.kindOf(token).update(this, thing, inputs);
      return this.inventory.get(id)?.props ?? {};
    });
  }

  /** Deleting what is gone already succeeds, as the provider takes Oracle's 404 there. */
  delete(caller: Caller, token: string, id: string): Promise<void> {
    return this.call(caller, "delete", token, async () => {
      const thing = this.inventory.get(id);
      if (thing) await this.kindOf(token).delete(this, thing);
    });
  }

  /** Errors leave in the form the provider prints. */
  private async call<T>(
    caller: Caller,
    operation: "invoke" | "create" | "read" | "update" | "delete",
    token: string,
    work: () => T | Promise<T>,
  ): Promise<T> {
    try {
      return await this.faults.around(operation, token, () => {
        mustAuthenticate(this.account, caller);
        return work();
      });
    } catch (error) {
      if (!(error instanceof OracleError)) throw error;
      const service = kinds[token]?.service ?? "Core";
      throw new Error(error.print({ service, operation: `${operation}${token.split(":").pop()}` }));
    }
  }
}

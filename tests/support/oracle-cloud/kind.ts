import type { AccountModel } from "./account-model";
import type { InstanceHost } from "./instance-host";
import type { Inventory, Props, Thing } from "./inventory";

/** What a kind works with. */
export interface Cloud {
  readonly inventory: Inventory;
  readonly account: AccountModel;
  readonly host: InstanceHost;
}

/** How one resource type behaves. Every method throws `OracleError` for what Oracle refuses. */
export interface Kind {
  /** Name in the inventory and in ids. */
  readonly name: string;
  readonly service: string;
  /** Paths of inputs whose change replaces the resource, dotted. */
  readonly replaces: readonly string[];
  create(cloud: Cloud, inputs: Props): Thing | Promise<Thing>;
  update(cloud: Cloud, thing: Thing, inputs: Props): void | Promise<void>;
  delete(cloud: Cloud, thing: Thing): void | Promise<void>;
}

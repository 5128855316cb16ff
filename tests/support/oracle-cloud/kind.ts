import type { AccountModel } from "./account-model";
import type { Clock } from "./clock";
import type { InstanceHost } from "./instance-host";
import type { Inventory, Props, Thing } from "./inventory";

/** What a kind works with. */
export interface Cloud {
  readonly inventory: Inventory;
  readonly account: AccountModel;
  readonly host: InstanceHost;
  readonly clock: Clock;
  /** Virtual seconds that a launch, and an end, take. */
  readonly pace: { launch: number; terminate: number };
}

/** How one resource type behaves behind REST. Bodies are Oracle's. Every method throws `OracleError` for what Oracle refuses. */
export interface Kind {
  /** Name in the inventory and in ids. */
  readonly name: string;
  create(cloud: Cloud, body: Props): Thing | Promise<Thing>;
  /** @param body what is to change: what it leaves out stays */
  update(cloud: Cloud, thing: Thing, body: Props): void | Promise<void>;
  delete(cloud: Cloud, thing: Thing, query: URLSearchParams): void | Promise<void>;
}

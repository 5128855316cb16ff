import { Provider } from "@pulumi/oci/provider";
import * as pulumi from "@pulumi/pulumi";
import { formerly } from "../../formerly";
import type { Plan } from "../../plan";
import type { Server, ServerArgs, Target } from "../target";
import type { Account } from "./account/account";
import { credentialSources, findCredentials } from "./account/credentials";
import { providerConfig } from "./account/provider-config";
import { readAccount } from "./account/read";
import { askedBy, judge, refusalText } from "./guard";
import { allowOnlyFreeTypes } from "./guard/allowed-types";
import { makeBudget } from "./guard/budget";
import { spareText } from "./guard/hours";
import { overFree } from "./guard/over";
import { makeQuota } from "./guard/quota";
import { type WaitPlan, waitPlan } from "./launch/capacity";
import { retryOnCapacity } from "./launch/capacity-hook";
import { newestImage } from "./launch/image";
import { makeMachine } from "./launch/instance";
import { placement } from "./launch/placement";
import { fitsTwice } from "./launch/rebuild-order";
import { stoppedText } from "./launch/server-state";
import { Network } from "./network";
import { type AddressMode, addressMode } from "./network/address-mode";
import { cardOf } from "./network/card";
import { addressesLeft, makeAddress, reservedAddress } from "./network/reserved-address";

export interface OracleServerArgs extends Omit<ServerArgs, "keys"> {
  readonly plan: Plan;
  readonly account: Account;
  /** The reserved address, where it may still lead to the machine before this one. */
  readonly reserved?: string;
  /** Default: `reserved`. */
  readonly addressMode?: AddressMode;
  /** Pace of the wait for capacity. Default: from `capacityWait`. */
  readonly wait?: WaitPlan;
}

/** Oracle's always-free server: network, machine, reserved address. Made through `oracleTarget`, which guards it. */
export class OracleServer extends pulumi.ComponentResource implements Server {
  readonly id: pulumi.Output<string>;
  /** The machine's own address: it answers before the reserved address is attached, and ends with the machine. */
  readonly sshHost: pulumi.Output<string>;
  readonly sshPort: pulumi.Output<number>;
  /** The page at the reserved address. */
  readonly url: pulumi.Output<string>;
  readonly httpsUrl: pulumi.Output<string>;
  /** While a rebuild keeps readers on the old machine, the page at the new machine's own address. */
  readonly checkUrl: pulumi.Output<string>;
  /** The reserved address: what authors push to and what a domain's A record names. */
  readonly address: pulumi.Output<string>;

  constructor(name: string, args: OracleServerArgs, opts: pulumi.ComponentResourceOptions) {
    super("freehold:targets:OracleServer", name, {}, formerly("freehold:oracle:OracleServer", opts));
    const { plan, account } = args;
    const child = { parent: this };
    const deleteFirst = !fitsTwice(plan, account);
    const network = new Network(name, plan, account.compartment, child);
    const machine = makeMachine(
      `${name}-machine`,
      {
        ...args,
        deleteFirst,
        compartmentId: account.compartment,
        subnetId: network.subnetId,
        imageId: newestImage(account.tenancy, plan.shape.name, child),
        availabilityDomain: placement(name, { plan, account, opts: child, from: child }),
        onError: new pulumi.ErrorHook(
          `${name}-capacity`,
          retryOnCapacity(plan.shape.name, args.wait ?? waitPlan(plan.settings.capacityWait)),
        ),
      },
      child,
    );
    const card = cardOf(machine, { ...args, compartmentId: account.compartment });
    // Only an address that is known beforehand can wait for the release: setup and release need to know it.
    const waiting = args.reserved !== undefined && !deleteFirst;
    const after = waiting ? Promise.resolve().then(args.readersAfter) : [];
    const wanted = { plan, compartmentId: account.compartment, machine, vnicId: card.id, deleteFirst, after };
    const reserved = args.addressMode === "own" ? card.publicIp : makeAddress(name, wanted, child).ipAddress;
    if (plan.settings.budget) makeBudget(name, plan, account.tenancy, child);
    if (plan.settings.quota) makeQuota(name, plan, account.tenancy, child);
    this.id = machine.id;
    this.sshHost = card.publicIp;
    this.sshPort = pulumi.output(22);
    this.address = waiting ? pulumi.output(args.reserved) : reserved;
    const host = plan.settings.domains[0] ?? this.address;
    this.url = pulumi.interpolate`http://${host}`;
    this.httpsUrl = pulumi.interpolate`https://${host}`;
    // By address, not by name: a domain may lead here only later.
    this.checkUrl = pulumi.interpolate`http://${waiting ? card.publicIp : this.address}`;
    this.registerOutputs({ url: this.url, address: this.address });
  }
}

/**
 * The target `oracle`. Reads the account and judges the plan; the reads end before the first resource is registered, so a
 * refusal leaves nothing behind. `problems` holds everything that is wrong, one plain sentence each.
 */
export async function oracleTarget(
  plan: Plan,
  { home, ...pace }: Pick<OracleServerArgs, "wait"> & { readonly home?: string | undefined } = {},
): Promise<Target> {
  allowOnlyFreeTypes();
  const config = providerConfig(plan.settings.region);
  const found = findCredentials(
    credentialSources(config as { [key: string]: string | undefined }, process.env, home),
    plan.settings.region,
  );
  if (!("tenancy" in found)) return refused(found);
  const provider = new Provider("oracle", config);
  const account = await readAccount(plan, found, provider);
  if ("problem" in account) return refused([account.problem]);
  const refusals = judge(askedBy(plan, account), account);
  // Two machines of ours: a rebuild has failed before its end, and readers are still on the old one.
  const between = plan.rebuild || account.instances.filter((machine) => machine.own).length > 1;
  const reserved = between ? await reservedAddress(plan, account.compartment, { provider }) : undefined;
  if (plan.rebuild && !fitsTwice(plan, account)) await pulumi.log.warn(gapText(plan));
  const { mode, warning } = addressMode(plan, account, await addressesLeft(plan, account, { provider }));
  for (const text of [...(warning ? [warning] : []), ...overFree(account)]) await pulumi.log.warn(text);
  const more = { plan, account, addressMode: mode, ...(reserved === undefined ? {} : { reserved }) };
  return {
    problems: [...refusals.map(refusalText), ...stoppedServer(plan, account)],
    make: (args) => new OracleServer("oracle", { ...args, ...pace, ...more }, { providers: [provider] }),
  };
}

/** A server that was stopped answers nobody, and nothing that `up` does starts it. A rebuild ends it anyway. */
function stoppedServer(plan: Plan, { instances }: Account): string[] {
  const stopped = instances.filter(({ own, state }) => own && /^STOPP/.test(state));
  return plan.rebuild ? [] : stopped.map(({ name, state }) => stoppedText(name, state, plan.stack));
}

/** First boot: 4 to 10 minutes on 1/8 OCPU (facts/server.md); the release comes after it. */
const gapText = (plan: Plan) =>
  "The free limits have no room for two of these machines: the old one ends before the new one is made. Readers have no page " +
  "for about 10 minutes, while it boots and releases; and should Oracle have no room for it just then, up to " +
  `${plan.settings.capacityWait} minutes more (capacityWait). ${plan.shape.kind === "arm" ? spareText(plan.shape, new Date()) : ""}`;

function refused(problems: readonly string[]): Target {
  return {
    problems,
    make: () => {
      throw new Error("a refused plan makes nothing");
    },
  };
}

import { resolve4 } from "node:dns/promises";
import { ComputeCapacityReport } from "@pulumi/oci/core/computeCapacityReport";
import { makePlan, type Plan } from "../../plan";
import { readSettings } from "../../settings/read";
import type { Account } from "./account/account";
import { balancersOf } from "./account/balancers";
import { getResourceAvailability } from "./account/data-sources";
import { explain } from "./account/errors";
import { readAccount } from "./account/read";
import { type Checked, kindOf, type Room, roomFindings, usage } from "./checkup-room";
import { askedBy, judge, refusalText } from "./guard";
import { admitted, capacityRequest, isListed } from "./launch/placement";
import { addressesLeft, reservedAddress } from "./network/reserved-address";
import { type Asker, askOracle, type StackPlace, withPath } from "./recovery/ask";

/** What Oracle answered before anything is made. */
export interface Answers {
  readonly account: Account;
  /** VCNs that the account's limits admit; undefined: the user may not read limits. */
  readonly vcnLimit: number | undefined;
  /** Machines of the plan's size that the limits admit, by domain. */
  readonly admitted: readonly (number | undefined)[];
  /** The stack's reserved address, where it has one. */
  readonly address: string | undefined;
  readonly room: Room;
}

/** Status of the capacity report, by domain; undefined: Oracle gave none. */
export type Capacity = readonly (string | undefined)[];

const short = (domain: string) => domain.replace(/^.*?:/, "");

/** The report. Pure. */
export function findingsOf(plan: Plan, answers: Answers, capacity: Capacity | undefined, now = new Date()): Checked[] {
  const { account } = answers;
  const refusals = judge(askedBy(plan, account), account);
  const own = account.instances.some((machine) => machine.own);
  const each = (of: (i: number) => string) =>
    account.domains.map((domain, i) => `${short(domain)} ${of(i)}`).join(", ");
  const full = answers.admitted.every((machines) => machines !== undefined && machines < 1);
  const room = `limits admit: ${each((i) => String(answers.admitted[i] ?? "unknown"))}`;
  return [
    { part: "Oracle key", found: `accepted, tenancy ${account.tenancy}` },
    account.region === account.homeRegion
      ? { part: "home region", found: account.region }
      : { part: "home region", problem: `set freehold:region to ${account.homeRegion}; ${account.region} is not free` },
    { part: "account", found: kindOf(answers.vcnLimit) },
    { part: "in use", found: usage(account) },
    refusals.length === 0
      ? { part: "free tier", found: `${plan.shape.name} with ${plan.shape.diskGb} GB fits` }
      : { part: "free tier", problem: refusals.map(refusalText).join("; ") },
    full && !own
      ? {
          part: "limits",
          problem: `${room}. No domain admits another ${plan.shape.name}: end one, or choose another freehold:shape`,
        }
      : { part: "limits", found: room },
    ...roomFindings(plan, account, answers.room, now),
    {
      part: "capacity now",
      found: own
        ? "not needed: the server is there"
        : capacity
          ? each((i) => capacity[i] ?? "unknown")
          : "Oracle gave no report; up tries, and waits where there is none",
    },
  ];
}

/** Whether a name leads to the address, or could not yet. Pure. */
export function nameFinding(name: string, found: readonly string[], address: string | undefined): Checked {
  const part = `DNS ${name}`;
  const is = found.length > 0 ? found.join(", ") : "no A record";
  if (address === undefined) return { part, found: `${is}; up prints the address that its A record must have` };
  return found.includes(address) ? { part, found: is } : { part, problem: `${is}; set its A record to ${address}` };
}

async function ask(plan: Plan, { credentials, provider }: Asker): Promise<Answers | { readonly problem: string }> {
  const from = { provider };
  const account = await readAccount(plan, credentials, provider);
  if ("problem" in account) return account;
  const [vcns, machines, address, listed, left, balancers] = await Promise.all([
    getResourceAvailability({ compartmentId: account.tenancy, serviceName: "vcn", limitName: "vcn-count" }, from),
    Promise.all(account.domains.map((domain) => admitted(plan, account, domain, from))),
    reservedAddress(plan, account.compartment, from),
    Promise.all(account.domains.map((domain) => isListed(plan, account, domain, from))),
    addressesLeft(plan, account, from),
    balancersOf([...new Set([account.tenancy, account.compartment])], from),
  ]);
  const { available, used } = vcns as { available?: string; used?: string };
  const vcnLimit = available === undefined ? undefined : Number(available) + Number(used ?? 0);
  const room = { listed, addressesLeft: left, balancers };
  return { account, vcnLimit, admitted: machines, address, room };
}

/** Capacity reports are resources, of which nothing is left. @returns undefined where Oracle gives none */
async function askCapacity(place: StackPlace, plan: Plan, account: Account): Promise<Capacity | undefined> {
  const reports = ({ provider }: Asker) => {
    const made = account.domains.map(
      (domain) => new ComputeCapacityReport(short(domain), capacityRequest(plan, account, domain), { provider }),
    );
    const status = (report: ComputeCapacityReport) =>
      new Promise<string | undefined>((done) =>
        report.shapeAvailabilities.apply((offers) => done(offers?.[0]?.availabilityStatus)),
      );
    return Promise.all(made.map(status));
  };
  return askOracle(place, reports, "up").catch(() => undefined);
}

/**
 * Looks at what `up` would meet at Oracle: key, home region, kind of account, what runs already, the always-free guard, limits,
 * capacity now, and DNS of each name. Makes nothing but capacity reports, which are free and leave nothing. Takes 10 s.
 */
export async function checkUp(place: StackPlace): Promise<Checked[]> {
  return withPath(place.environment, async () => {
    let plan: Plan | undefined;
    const answers = await askOracle(place, async (by) => {
      plan = planOf(place.stack, by.config);
      return ask(plan, by);
    }).catch((error: Error) => ({ problem: explain(error.message, { region: "", compartment: "" }) }));
    if (plan === undefined || "problem" in answers)
      return [{ part: "Oracle", problem: "problem" in answers ? answers.problem : "it was not asked" }];
    const own = answers.account.instances.some((machine) => machine.own);
    const capacity = own ? undefined : await askCapacity(place, plan, answers.account);
    const names = plan.settings.domains.map(async (name) =>
      nameFinding(name, await resolve4(name).catch(() => []), answers.address),
    );
    return [...findingsOf(plan, answers, capacity), ...(await Promise.all(names))];
  });
}

function planOf(stack: string, config: Asker["config"]): Plan {
  const own = Object.entries(config).flatMap(([key, { value }]) =>
    key.startsWith("freehold:") ? [[key.slice("freehold:".length), value]] : [],
  );
  const reading = readSettings(Object.fromEntries(own));
  if ("problems" in reading) throw new Error(reading.problems.join("\n"));
  return makePlan(stack, reading.settings);
}

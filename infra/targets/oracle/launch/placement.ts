import { ComputeCapacityReport, type ComputeCapacityReportArgs } from "@pulumi/oci/core/computeCapacityReport";
import * as pulumi from "@pulumi/pulumi";
import type { Plan } from "../../../plan";
import type { Account } from "../account/account";
import { getResourceAvailability, getShapes } from "../account/data-sources";
import { chooseDomain, type DomainOffer, limitNames, machinesAdmitted } from "./availability-domain";

/** Options of the choice: for which plan and account, and who asks. */
export interface PlacementArgs {
  readonly plan: Plan;
  readonly account: Account;
  readonly opts: pulumi.CustomResourceOptions;
  readonly from: pulumi.InvokeOptions;
}

/**
 * The availability domain for a new machine. A machine that runs already keeps its domain without a question asked. With one
 * domain there is nothing to choose. Otherwise limits and a capacity report of each domain decide; the report is made anew
 * at each run until there is a machine, for it is stale within minutes.
 */
export function placement(name: string, args: PlacementArgs): pulumi.Output<string> {
  const { plan, account } = args;
  const own = account.instances.find((i) => i.own);
  const choosing = own === undefined || plan.rebuild;
  if (account.domains.length < 2) return pulumi.output(own?.domain ?? chooseDomain(only(account)));
  const reports = account.domains.map((domain) => report(name, domain, args, choosing));
  if (!choosing) return pulumi.output(own.domain);
  return pulumi
    .all([
      pulumi.all(reports),
      Promise.all(account.domains.map((domain) => admitted(plan, account, domain, args.from))),
      Promise.all(account.domains.map((domain) => isListed(plan, account, domain, args.from))),
    ])
    .apply(([capacities, admissions, lists]) =>
      chooseDomain(
        account.domains.map(
          (domain, i): DomainOffer => ({
            name: domain,
            ...(admissions[i] === undefined ? {} : { admitted: admissions[i] }),
            ...(lists[i] === undefined ? {} : { listed: lists[i] }),
            ...(capacities[i] === undefined ? {} : { capacity: capacities[i] }),
          }),
        ),
      ),
    );
}

const only = (account: Account): DomainOffer[] => account.domains.map((name) => ({ name }));

/** What a capacity report is asked with. Capacity reports can be asked for in the root compartment only. Pure. */
export function capacityRequest({ shape }: Plan, account: Account, domain: string): ComputeCapacityReportArgs {
  const config =
    shape.kind === "arm" ? { instanceShapeConfig: { ocpus: shape.ocpus, memoryInGbs: shape.memoryGb } } : {};
  return {
    compartmentId: account.tenancy,
    availabilityDomain: domain,
    shapeAvailabilities: [{ instanceShape: shape.name, ...config }],
  };
}

function report(name: string, domain: string, args: PlacementArgs, fresh: boolean): pulumi.Output<string | undefined> {
  const made = new ComputeCapacityReport(
    `${name}-capacity-${domain.replace(/^.*?:/, "")}`,
    capacityRequest(args.plan, args.account, domain),
    // No trigger means "do not replace", so a run that needs no report changes nothing. Never deleted first: what hangs on it
    // would be, too, and that is the machine.
    { ...args.opts, ...(fresh ? { replacementTrigger: Date.now() } : {}) },
  );
  return made.shapeAvailabilities.apply((offers) => offers?.[0]?.availabilityStatus);
}

/** Machines that the limit admits in a domain; undefined: the user may not read the limit, and Oracle gave none. */
export async function admitted(
  plan: Plan,
  account: Account,
  domain: string,
  from: pulumi.InvokeOptions,
): Promise<number | undefined> {
  const needed = plan.shape.kind === "arm" ? [plan.shape.ocpus, plan.shape.memoryGb] : [1];
  const available = await Promise.all(
    limitNames[plan.shape.name].map((limitName) =>
      getResourceAvailability(
        { compartmentId: account.tenancy, serviceName: "compute", limitName, availabilityDomain: domain },
        from,
      ),
    ),
  );
  const known = available.map((a: { available?: string }) => a.available);
  return known.includes(undefined) ? undefined : machinesAdmitted(known.map(Number), needed);
}

/** Whether a domain's list of shapes has the plan's; undefined: the list may not be read. 1 call. */
export async function isListed(
  plan: Plan,
  { tenancy }: Account,
  availabilityDomain: string,
  from: pulumi.InvokeOptions,
): Promise<boolean | undefined> {
  const { shapes } = await getShapes({ compartmentId: tenancy, availabilityDomain }, from);
  // 404 leaves the list out.
  return (shapes as typeof shapes | undefined)?.some(({ name }) => name === plan.shape.name);
}

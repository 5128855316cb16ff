import type { DomainModel } from "../account-model";
import type { Kind } from "../kind";
import { conflict, invalid, notFound } from "../oracle-error";

const statement = /^(set|zero|unset) [a-z-]+ quotas? (\S+ to \d+ )?in (tenancy|compartment \S+)( where .+)?$/;

export const quota: Kind = {
  name: "Quota",
  create({ inventory, account }, body) {
    if (body["compartmentId"] !== account.tenancy) throw notFound();
    mustStatements(body["statements"]);
    if (inventory.find("Quota", { name: body["name"] }).length > 0)
      throw conflict(`Quota with name ${body["name"]} already exists.`);
    return inventory.add("Quota", { ...body, lifecycleState: "ACTIVE" });
  },
  update({ inventory }, thing, body) {
    mustStatements(body["statements"]);
    inventory.change(thing.id, body);
  },
  delete: ({ inventory }, thing) => inventory.remove(thing.id),
};

function mustStatements(statements: readonly string[]): void {
  for (const line of statements) if (!statement.test(line)) throw invalid(`Quota statement is not valid: ${line}`);
}

/** Whether a domain has a shape at all. */
export const offers = (domain: DomainModel, shape: string) =>
  !(shape === "VM.Standard.E2.1.Micro" && domain.micros === 0) && !domain.withoutShapes?.includes(shape);

/** A question, not a thing: it gets an id for the engine's sake and is not in the inventory afterwards. */
export const computeCapacityReport: Kind = {
  name: "ComputeCapacityReport",
  create({ inventory, account }, body) {
    if (body["compartmentId"] !== account.tenancy) throw notFound();
    const domain = account.domains.find((d) => d.name === body["availabilityDomain"]);
    if (!domain) throw notFound();
    const shapeAvailabilities = body["shapeAvailabilities"].map((asked: { instanceShape: string }) => {
      const free = domain.capacity[asked.instanceShape] ?? 100;
      const unsupported = !offers(domain, asked.instanceShape);
      const status = unsupported ? "HARDWARE_NOT_SUPPORTED" : free > 0 ? "AVAILABLE" : "OUT_OF_HOST_CAPACITY";
      return { ...asked, availabilityStatus: status, availableCount: free };
    });
    const thing = inventory.add("ComputeCapacityReport", { ...body, shapeAvailabilities });
    inventory.remove(thing.id);
    return thing;
  },
  update: () => {},
  delete: () => {},
};

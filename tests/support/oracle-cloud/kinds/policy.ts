import type { Kind } from "../kind";
import { conflict, invalid, notFound } from "../oracle-error";

const statement = /^(set|zero|unset) [a-z-]+ quotas? (\S+ to \d+ )?in (tenancy|compartment \S+)( where .+)?$/;

export const quota: Kind = {
  name: "Quota",
  service: "Limits Quota",
  replaces: ["name", "compartmentId"],
  create({ inventory, account }, inputs) {
    if (inputs["compartmentId"] !== account.tenancy) throw notFound();
    mustStatements(inputs["statements"]);
    if (inventory.find("Quota", { name: inputs["name"] }).length > 0)
      throw conflict(`Quota with name ${inputs["name"]} already exists.`);
    return inventory.add("Quota", { ...inputs, state: "ACTIVE" });
  },
  update({ inventory }, thing, inputs) {
    mustStatements(inputs["statements"]);
    inventory.change(thing.id, inputs);
  },
  delete: ({ inventory }, thing) => inventory.remove(thing.id),
};

function mustStatements(statements: readonly string[]): void {
  for (const line of statements) if (!statement.test(line)) throw invalid(`Quota statement is not valid: ${line}`);
}

/** A question, not a thing: it gets an id for the engine's sake and is not in the inventory afterwards. */
export const computeCapacityReport: Kind = {
  name: "ComputeCapacityReport",
  service: "Core Compute Capacity Report",
  replaces: ["availabilityDomain", "compartmentId", "shapeAvailabilities"],
  create({ inventory, account }, inputs) {
    if (inputs["compartmentId"] !== account.tenancy) throw notFound();
    const domain = account.domains.find((d) => d.name === inputs["availabilityDomain"]);
    if (!domain) throw notFound();
    const shapeAvailabilities = inputs["shapeAvailabilities"].map((asked: { instanceShape: string }) => {
      const free = domain.capacity[asked.instanceShape] ?? 100;
      const unsupported = asked.instanceShape === "VM.Standard.E2.1.Micro" && domain.micros === 0;
      const status = unsupported ? "HARDWARE_NOT_SUPPORTED" : free > 0 ? "AVAILABLE" : "OUT_OF_HOST_CAPACITY";
      return { ...asked, availabilityStatus: status, availableCount: String(free) };
    });
    const thing = inventory.add("ComputeCapacityReport", { ...inputs, shapeAvailabilities });
    inventory.remove(thing.id);
    return thing;
  },
  update: () => {},
  delete: () => {},
};

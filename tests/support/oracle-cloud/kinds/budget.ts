import type { Kind } from "../kind";
import { invalid, notFound } from "../oracle-error";
import { must } from "./checks";

/** Budgets are in the root compartment. They report and refuse nothing. */
export const budget: Kind = {
  name: "Budget",
  create({ inventory, account }, body) {
    if (body["compartmentId"] !== account.tenancy) throw notFound();
    if (!(Number(body["amount"]) >= 1)) throw invalid("amount must be at least 1.");
    return inventory.add("Budget", { ...body, lifecycleState: "ACTIVE" });
  },
  update: ({ inventory }, thing, body) => inventory.change(thing.id, body),
  delete({ inventory }, thing) {
    for (const rule of inventory.find("AlertRule", { budgetId: thing.id })) inventory.remove(rule.id);
    inventory.remove(thing.id);
  },
};

export const alertRule: Kind = {
  name: "AlertRule",
  create(cloud, body) {
    must(cloud, "Budget", body["budgetId"]);
    if (!/^\S+@\S+$/.test(String(body["recipients"]))) throw invalid("recipients must be e-mail addresses.");
    return cloud.inventory.add("AlertRule", { ...body, lifecycleState: "ACTIVE" });
  },
  update: ({ inventory }, thing, body) => inventory.change(thing.id, body),
  delete: ({ inventory }, thing) => inventory.remove(thing.id),
};

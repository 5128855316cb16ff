import { Budget } from "@pulumi/oci/budget/budget";
import { Rule } from "@pulumi/oci/budget/rule";
import type * as pulumi from "@pulumi/pulumi";
import type { Plan } from "../../../plan";

/**
 * A monthly budget of 1 in the account's currency over the whole tenancy, with an alert to `email` at the first hundredth that was spent. It
 * reports, a day late, and refuses nothing; budgets cost nothing.
 */
export function makeBudget(name: string, plan: Plan, tenancy: string, opts: pulumi.CustomResourceOptions): void {
  const budget = new Budget(
    `${name}-budget`,
    {
      compartmentId: tenancy,
      displayName: `${plan.name}-budget`,
      description: "Freehold: this account is meant to cost nothing.",
      amount: 1,
      resetPeriod: "MONTHLY",
      targetType: "COMPARTMENT",
      targets: [tenancy],
      freeformTags: plan.tags,
    },
    opts,
  );
  new Rule(
    `${name}-budget-alert`,
    {
      budgetId: budget.id,
      displayName: `${plan.name}-spent`,
      type: "ACTUAL",
      threshold: 1,
      thresholdType: "PERCENTAGE",
      recipients: plan.settings.email ?? "",
      message: "Something in this Oracle account costs money. See what: Billing > Cost Analysis in Oracle's console.",
      freeformTags: plan.tags,
    },
    opts,
  );
}

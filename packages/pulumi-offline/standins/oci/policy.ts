import { checked } from "../docker/fields";
import type { Resource } from "../provider/resource";
import type { Plain } from "../provider/values";
import { type Bridged, bridged, type ContextOf, fields } from "./bridged";
import { ask } from "./client";
import { bridgedDiff } from "./diff";
import { toPulumi, toRest } from "./names";

export const quota: Bridged = {
  service: "quotas",
  path: "quotas",
  inputs: { compartmentId: true, description: true, freeformTags: true, name: true, statements: true },
  required: ["compartmentId", "description", "name", "statements"],
  rules: { replaces: ["name", "compartmentId"], maps: ["freeformTags"] },
  change: (rest, olds) => fields("description", "statements")(rest, olds),
};

export const budget: Bridged = {
  service: "budget",
  path: "budgets",
  inputs: {
    amount: true,
    compartmentId: true,
    description: true,
    displayName: true,
    freeformTags: true,
    resetPeriod: true,
    targetType: true,
    targets: true,
  },
  required: ["amount", "compartmentId", "resetPeriod"],
  rules: { replaces: ["compartmentId", "targetType", "targets"], maps: ["freeformTags"] },
  ready: ["ACTIVE"],
  gone: [],
  change: (rest, olds) => fields("amount", "description", "resetPeriod")(rest, olds),
};

export const alertRule: Bridged = {
  service: "budget",
  path: ({ budgetId }) => `budgets/${budgetId}/alertRules`,
  inputs: {
    budgetId: true,
    displayName: true,
    freeformTags: true,
    message: true,
    recipients: true,
    threshold: true,
    thresholdType: true,
    type: true,
  },
  required: ["budgetId", "threshold", "thresholdType", "type"],
  rules: { replaces: ["budgetId"], maps: ["freeformTags"] },
  body: ({ budgetId: _, ...rest }) => rest,
  change: (rest, olds) => fields("message", "recipients", "threshold", "thresholdType", "type")(rest, olds),
};

const reportInputs = {
  availabilityDomain: true,
  compartmentId: true,
  shapeAvailabilities: {
    instanceShape: true,
    faultDomain: true,
    instanceShapeConfig: { ocpus: true, memoryInGbs: true },
  },
} as const;

/** A capacity report: one request, of which nothing is left that could be read or deleted. */
export function capacityReport(contextOf: ContextOf): Resource {
  const rules = { replaces: ["availabilityDomain", "compartmentId", "shapeAvailabilities"] };
  const base = bridged(
    { service: "compute", path: "", inputs: reportInputs, required: [], rules, change: fields() },
    contextOf,
  );
  return {
    ...base,
    required: ["availabilityDomain", "compartmentId", "shapeAvailabilities"],
    computed: ["timeCreated"],
    defaults: checked(reportInputs, {}, false),
    diff: (olds, oldInputs, news) => bridgedDiff(rules, olds, oldInputs, news),
    async create(call, inputs, name) {
      const body = toRest(inputs) as object;
      const { body: made } = await ask(
        { service: "compute", method: "POST", path: "computeCapacityReports", body },
        contextOf(call),
      );
      const props = toPulumi(made) as Plain;
      const shapeAvailabilities = props["shapeAvailabilities"].map((offer: Plain) => ({
        ...offer,
        availableCount: String(offer["availableCount"]),
      }));
      return { id: `ComputeCapacityReportsResource-${name}`, outputs: { ...inputs, ...props, shapeAvailabilities } };
    },
    read: async (_, id, outputs) => ({ id, outputs }),
    update: async (_call, _id, _olds, inputs) => inputs,
    delete: async () => {},
  };
}

import type { Thing } from "../inventory";
import type { Cloud } from "../kind";

/** Oracle's record of something that takes time. */
export function addWorkRequest({ inventory, clock }: Cloud, operationType: string, machine: Thing): Thing {
  const actionType = operationType === "LaunchInstance" ? "CREATED" : "UPDATED";
  return inventory.add("WorkRequest", {
    operationType,
    compartmentId: machine.props["compartmentId"],
    status: "IN_PROGRESS",
    percentComplete: 0,
    timeAccepted: clock.stamp(),
    resources: [{ actionType, entityType: "instance", identifier: machine.id }],
    errors: [],
  });
}

export function finishWorkRequest(
  { inventory, clock }: Cloud,
  id: string,
  error?: { readonly code: string; readonly message: string },
): void {
  inventory.change(id, {
    status: error ? "FAILED" : "SUCCEEDED",
    percentComplete: 100,
    timeFinished: clock.stamp(),
    errors: error ? [{ ...error, timestamp: clock.stamp() }] : [],
  });
}

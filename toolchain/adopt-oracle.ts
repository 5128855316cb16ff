import type { Outcome, PendingOperation } from "./state-repair";

/**
 * Finds in Oracle Cloud what a killed run was creating, by the stack's tag. Belongs to the Oracle target; until it is there, the
 * operation stays in the state and the operator is told.
 * @returns `adopted` with its OCID, `settled` where nothing was made, `kept` where that cannot be known
 */
export async function adoptOracle(_operation: PendingOperation, _stack: string): Promise<Outcome> {
  return { kind: "kept" };
}

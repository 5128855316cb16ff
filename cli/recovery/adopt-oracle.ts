import type { StackPlace } from "../../infra/targets/oracle/recovery/ask";
import type { Outcome, PendingOperation } from "./state-repair";

/**
 * Finds in Oracle Cloud what a killed run was creating, by the stack's tag. Asks once for all operations of one repair: the next
 * repair may find other things there.
 * @returns `adopted` with its OCID, `settled` where nothing was made, `kept` where that cannot be known
 */
export function oracleAdopter(place: StackPlace): (operation: PendingOperation) => Promise<Outcome> {
  let adopt: ((operation: PendingOperation) => Promise<Outcome>) | undefined;
  return async (operation) => {
    // Loaded only here: no other repair needs Oracle's SDK.
    const { adopter } = await import("../../infra/targets/oracle/recovery/adopt");
    adopt ??= adopter(place);
    return adopt(operation);
  };
}

import { root } from "../paths";
import { pulumiEnvironment } from "../pulumi/environment";
import type { Outcome, PendingOperation } from "./state-repair";

type Adopter = (operation: PendingOperation) => Promise<Outcome>;

/** One per stack: it asks Oracle once for all operations. */
const adopters = new Map<string, Adopter>();

/**
 * Finds in Oracle Cloud what a killed run was creating, by the stack's tag.
 * @returns `adopted` with its OCID, `settled` where nothing was made, `kept` where that cannot be known
 */
export async function adoptOracle(operation: PendingOperation, stack: string): Promise<Outcome> {
  // Loaded only here: no other repair needs Oracle's SDK.
  const { adopter } = await import("../../infra/targets/oracle/recovery/adopt");
  const adopt = adopters.get(stack) ?? adopter({ stack, folder: root, environment: pulumiEnvironment(stack) });
  adopters.set(stack, adopt);
  return adopt(operation);
}

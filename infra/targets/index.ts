import type { Plan } from "../plan";
import type { Target } from "./target";

/** Loads the target that the settings name, and only that one: importing @pulumi/oci takes a second. */
export async function chooseTarget(plan: Plan): Promise<Target> {
  if (plan.settings.target === "rehearsal") return (await import("./rehearsal")).rehearsalTarget(plan);
  if (plan.settings.target === "ssh") return (await import("./ssh")).sshTarget(plan);
  return (await import("./oracle")).oracleTarget(plan);
}

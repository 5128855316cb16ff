import type { Plan } from "../../../plan";
import type { Account } from "../account/account";
import { askedBy, judge } from "../guard";

/**
 * Whether the free limits have room for this stack's machine twice, the running one and its successor. If so, a rebuild makes
 * the new machine first and the page never goes away; if not, the old one must go first, and its capacity may be taken by
 * somebody else in between. Pure.
 */
export function fitsTwice(plan: Plan, account: Account): boolean {
  const running = {
    id: "successor",
    name: `${plan.name} (running)`,
    shape: plan.shape.name,
    ocpus: plan.shape.ocpus,
    memoryGb: plan.shape.memoryGb,
    domain: "",
    compartment: account.compartment,
    state: "RUNNING",
    own: false,
  };
  const disk = { id: "successor", name: `${plan.name} (running)`, sizeGb: plan.shape.diskGb, own: false };
  const doubled: Account = {
    ...account,
    instances: [...account.instances, running],
    volumes: [...account.volumes, disk],
  };
  return judge(askedBy(plan, account), doubled).length === 0;
}

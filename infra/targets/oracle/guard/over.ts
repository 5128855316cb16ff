import type { Account } from "../account/account";
import { freeTier, freeTierSource } from "./limits";

/** What is looked at: all of an account, or a stack's own things alone. */
export type Used = Pick<Account, "instances" | "volumes">;

const today = `free today (${freeTierSource.since}, ${freeTierSource.page})`;

const costs =
  "A pay-as-you-go account is charged for what is more; of a free account Oracle ends machines that are more, as in August 2026.";

const arm = "VM.Standard.A1.Flex";

function armOver({ instances }: Used): string[] {
  const machines = instances.filter(({ shape }) => shape === arm);
  const [ocpus, memoryGb] = (["ocpus", "memoryGb"] as const).map((key) => machines.reduce((n, m) => n + m[key], 0));
  if ((ocpus ?? 0) <= freeTier.armOcpus && (memoryGb ?? 0) <= freeTier.armMemoryGb) return [];
  const own = machines.some((machine) => machine.own);
  const instead = own
    ? `set freehold:ocpus to ${freeTier.armOcpus} and freehold:memoryGb to ${freeTier.armMemoryGb} or less and run npm run up: the server is made smaller in place, with one restart`
    : "end or shrink what is not needed";
  return [
    `FH-OVER-FREE: ${machines.map(({ name }) => name).join(", ")} (${arm}) have ${ocpus} OCPU and ${memoryGb} GB; ${today}: ` +
      `${freeTier.armOcpus} OCPU and ${freeTier.armMemoryGb} GB. ${costs} Way out: ${instead}`,
  ];
}

function microOver({ instances }: Used): string[] {
  const machines = instances.filter(({ shape }) => shape === "VM.Standard.E2.1.Micro");
  if (machines.length <= freeTier.micros) return [];
  return [
    `FH-OVER-FREE: ${machines.length} VM.Standard.E2.1.Micro (${machines.map(({ name }) => name).join(", ")}); ${today}: ` +
      `${freeTier.micros}. ${costs} Way out: end one of them`,
  ];
}

function storageOver({ volumes }: Used): string[] {
  const used = volumes.reduce((sum, { sizeGb }) => sum + sizeGb, 0);
  if (used <= freeTier.storageGb) return [];
  return [
    `FH-OVER-FREE: ${used} GB of volumes; ${today}: ${freeTier.storageGb} GB. ${costs} Way out: delete volumes that are not needed; ` +
      "a disk cannot be made smaller, but npm run rebuild makes a server with a smaller one",
  ];
}

/** What is there and is more than what is free today: limits shrink, and what was free when it was made may be no longer. Pure. */
export const overFree = (used: Used): string[] => [...armOver(used), ...microOver(used), ...storageOver(used)];

import type { Account } from "../account/account";
import type { Case } from "./case";
import { freeTier } from "./limits";

const arm = "VM.Standard.A1.Flex";

/** Memory Oracle counts for an A1 machine: what is asked, or the floor it is reported to round up to. */
export const countedMemoryGb = (ocpus: number, memoryGb: number) =>
  Math.max(memoryGb, ocpus * freeTier.armMemoryGbPerOcpu);

function othersOf(account: Account) {
  const others = account.instances.filter((i) => !i.own && i.shape === arm);
  return {
    names: others.map((i) => i.name).join(", "),
    ocpus: others.reduce((sum, i) => sum + i.ocpus, 0),
    memoryGb: others.reduce((sum, i) => sum + countedMemoryGb(i.ocpus, i.memoryGb), 0),
  };
}

const besides = (names: string) => (names === "" ? "" : ` besides ${names}`);

const wholeOcpus: Case = (asked) =>
  Number.isInteger(asked.ocpus) && asked.ocpus >= 1
    ? undefined
    : {
        name: "arm-ocpus-whole",
        limit: "VM.Standard.A1.Flex takes whole OCPUs, 1 or more",
        asked: `${asked.ocpus}`,
        instead: "set freehold:ocpus to 1 or 2",
      };

const wholeMemory: Case = (asked) =>
  Number.isInteger(asked.memoryGb) && asked.memoryGb >= 1
    ? undefined
    : {
        name: "arm-memory-whole",
        limit: "VM.Standard.A1.Flex takes whole GB of memory, 1 or more",
        asked: `${asked.memoryGb}`,
        instead: "set freehold:memoryGb to 6 or 12",
      };

const ratio: Case = (asked) => {
  const perOcpu = asked.memoryGb / asked.ocpus;
  if (perOcpu >= 1 && perOcpu <= 64) return undefined;
  return {
    name: "arm-memory-ratio",
    limit: "1 to 64 GB of memory for each OCPU",
    asked: `${asked.memoryGb} GB for ${asked.ocpus} OCPU`,
    instead: "set freehold:memoryGb to 6 for each OCPU",
  };
};

const ocpuSum: Case = (asked, account) => {
  const others = othersOf(account);
  if (asked.ocpus + others.ocpus <= freeTier.armOcpus) return undefined;
  const left = freeTier.armOcpus - others.ocpus;
  return {
    name: "arm-ocpu-sum",
    limit: `${freeTier.armOcpus} OCPUs of VM.Standard.A1.Flex in the account`,
    asked: `${asked.ocpus}${besides(others.names)}`,
    instead:
      left >= 1 ? `set freehold:ocpus to ${left}` : "end a machine that is not needed, or set freehold:shape to micro",
  };
};

const memorySum: Case = (asked, account) => {
  const others = othersOf(account);
  if (asked.memoryGb + others.memoryGb <= freeTier.armMemoryGb) return undefined;
  const left = freeTier.armMemoryGb - others.memoryGb;
  return {
    name: "arm-memory-sum",
    limit: `${freeTier.armMemoryGb} GB of memory for VM.Standard.A1.Flex in the account`,
    asked: `${asked.memoryGb} GB${besides(others.names)}`,
    instead:
      left >= 1
        ? `set freehold:memoryGb to ${left}`
        : "end a machine that is not needed, or set freehold:shape to micro",
  };
};

const memoryRounded: Case = (asked, account) => {
  const others = othersOf(account);
  const counted = countedMemoryGb(asked.ocpus, asked.memoryGb);
  // Said already, and what cures them cures this.
  if (asked.memoryGb + others.memoryGb > freeTier.armMemoryGb) return undefined;
  if (asked.ocpus + others.ocpus > freeTier.armOcpus) return undefined;
  if (counted + others.memoryGb <= freeTier.armMemoryGb) return undefined;
  return {
    name: "arm-memory-rounded",
    limit: `${freeTier.armMemoryGb} GB in the account, where Oracle counts at least 6 GB for each OCPU`,
    asked: `${asked.memoryGb} GB, counted as ${counted} GB${besides(others.names)}`,
    instead: "set freehold:shape to micro",
  };
};

const whenArm =
  (c: Case): Case =>
  (asked, account) =>
    asked.shape === arm ? c(asked, account) : undefined;

/** Cases of VM.Standard.A1.Flex, whose OCPUs and memory are free as sums over the account. */
export const armCases: readonly Case[] = [wholeOcpus, wholeMemory, ratio, ocpuSum, memorySum, memoryRounded].map(
  whenArm,
);

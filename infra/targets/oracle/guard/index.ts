import type { Plan } from "../../../plan";
import type { Account } from "../account/account";
import { armCases } from "./arm";
import type { Asked, Case, Refusal } from "./case";
import { freeShapes, freeTier } from "./limits";
import { storageCases } from "./storage";

/** What a plan asks of Oracle. */
export function askedBy(plan: Plan, account: Account): Asked {
  return {
    shape: plan.shape.name,
    ocpus: plan.shape.ocpus,
    memoryGb: plan.shape.memoryGb,
    diskGb: plan.shape.diskGb,
    region: account.region,
    vcns: 1,
    operatingSystem: "Canonical Ubuntu",
  };
}

const shapeNotFree: Case = (asked) =>
  (freeShapes as readonly string[]).includes(asked.shape)
    ? undefined
    : {
        name: "shape-not-free",
        limit: `free shapes are ${freeShapes.join(" and ")}`,
        asked: asked.shape,
        instead: "set freehold:shape to micro or arm",
      };

const homeRegion: Case = (asked, account) =>
  asked.region === account.homeRegion
    ? undefined
    : {
        name: "home-region",
        limit: `free volumes and machines are free in the home region only, which is ${account.homeRegion}`,
        asked: asked.region,
        instead: `set freehold:region to ${account.homeRegion}`,
      };

const microSize: Case = (asked) =>
  asked.shape !== "VM.Standard.E2.1.Micro" ||
  (asked.memoryGb === freeTier.microMemoryGb && asked.ocpus === freeTier.microOcpus)
    ? undefined
    : {
        name: "micro-size",
        limit: "VM.Standard.E2.1.Micro has 1/8 OCPU and 1 GB, no other size",
        asked: `${asked.ocpus} OCPU, ${asked.memoryGb} GB`,
        instead: "remove freehold:ocpus and freehold:memoryGb, or set freehold:shape to arm",
      };

const microCount: Case = (asked, account) => {
  if (asked.shape !== "VM.Standard.E2.1.Micro") return undefined;
  const others = account.instances.filter((i) => !i.own && i.shape === asked.shape);
  if (others.length < freeTier.micros) return undefined;
  return {
    name: "micro-count",
    limit: `${freeTier.micros} VM.Standard.E2.1.Micro in the account`,
    asked: `1 more besides ${others.map((i) => i.name).join(", ")}`,
    instead: "end one of them, or set freehold:shape to arm",
  };
};

const vcnCount: Case = (asked, account) => {
  const others = account.vcns.filter((v) => !v.own);
  if (others.length + asked.vcns <= freeTier.vcns) return undefined;
  return {
    name: "vcn-count",
    limit: `${freeTier.vcns} VCNs in the account`,
    asked: `${asked.vcns} more besides ${others.map((v) => v.name).join(", ")}`,
    instead: "delete a VCN that is not needed",
  };
};

const imageNotFree: Case = (asked) =>
  asked.operatingSystem === "Canonical Ubuntu"
    ? undefined
    : {
        name: "image-not-free",
        limit: "the image must need no licence; Freehold runs on Canonical Ubuntu",
        asked: asked.operatingSystem,
        instead: "use Canonical Ubuntu",
      };

/** Every case, by the name its refusal carries. */
const cases: readonly Case[] = [
  shapeNotFree,
  homeRegion,
  microSize,
  microCount,
  ...armCases,
  ...storageCases,
  vcnCount,
  imageNotFree,
];

/** Everything in `asked` that would leave the free tier, given what the account has already. Empty: it stays free. Pure. */
export function judge(asked: Asked, account: Account): Refusal[] {
  return cases.map((c) => c(asked, account)).filter((r) => r !== undefined);
}

/** One plain sentence: what was asked, the limit, what to do instead. */
export function refusalText(refusal: Refusal): string {
  const { name, asked, limit, instead } = refusal;
  return `this would leave Oracle's always-free tier (${name}): asked ${asked}; limit: ${limit}. Instead: ${instead}`;
}

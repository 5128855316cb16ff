import { expect, test } from "vitest";
import { makePlan } from "../../../infra/plan";
import { readSettings } from "../../../infra/settings/read";
import type { Account } from "../../../infra/targets/oracle/account/account";
import { allowedTypes, refuseType } from "../../../infra/targets/oracle/guard/allowed-types";
import { quotaStatements } from "../../../infra/targets/oracle/guard/quota";
import { fitsTwice } from "../../../infra/targets/oracle/launch/rebuild-order";
import { fateOf } from "../../../infra/targets/oracle/recovery/adopt";

const planOf = (config: Record<string, string>) => {
  const reading = readSettings({ target: "oracle", ...config });
  if ("problems" in reading) throw new Error(reading.problems.join("\n"));
  return makePlan("test", reading.settings);
};
const account: Account = {
  tenancy: "t",
  region: "r",
  homeRegion: "r",
  compartment: "t",
  domains: ["AD-1"],
  instances: [],
  volumes: [],
  vcns: [],
  reserved: [],
};

test.each([
  ["a Micro", { shape: "micro" }, true],
  ["a Micro whose disk has no room beside itself", { shape: "micro", diskGb: "101" }, false],
  ["all of A1", { shape: "arm" }, false],
  ["half of A1", { shape: "arm", ocpus: "1", memoryGb: "6" }, true],
])("%s fits twice into the free tier: %s %s", (_, config, fits) =>
  expect(fitsTwice(planOf(config), account)).toBe(fits),
);

test("a Micro beside a foreign one does not fit twice", () => {
  const foreign = {
    id: "a",
    name: "a",
    shape: "VM.Standard.E2.1.Micro",
    ocpus: 1,
    memoryGb: 1,
    domain: "AD-1",
    compartment: "t",
    state: "RUNNING",
    own: false,
  };
  expect(fitsTwice(planOf({}), { ...account, instances: [foreign] })).toBe(false);
});

test("OCI types that are not known to be free are refused, others are nobody's business", () => {
  expect(refuseType("oci:LoadBalancer/loadBalancer:LoadBalancer", "front")).toBe(
    "Refused: front is of type oci:LoadBalancer/loadBalancer:LoadBalancer, which is not on the list of what is free " +
      "(infra/targets/oracle/guard/allowed-types.ts). If Oracle gives it for nothing, add it there with the reason and a case to the " +
      "always-free guard.",
  );
  expect(refuseType("oci:Core/vcn:Vcn", "net")).toBeUndefined();
  expect(refuseType("command:local:Command", "push")).toBeUndefined();
  expect(Object.keys(allowedTypes)).toHaveLength(13);
});

test("the quota policy zeroes first and gives back what is free", () => {
  expect(quotaStatements()).toEqual([
    "zero compute-core quotas in tenancy",
    "zero compute-memory quotas in tenancy",
    "set compute-core quota standard-e2-micro-core-count to 2 in tenancy",
    "set compute-core quota standard-a1-core-count to 2 in tenancy",
    "set compute-core quota standard-a1-core-regional-count to 2 in tenancy",
    "set compute-memory quota standard-a1-memory-count to 12 in tenancy",
    "set compute-memory quota standard-a1-memory-regional-count to 12 in tenancy",
    "set block-storage quota total-storage-gb to 200 in tenancy",
    "set block-storage quota backup-count to 5 in tenancy",
  ]);
});

const machine = {
  type: "creating",
  resource: { type: "oci:Core/instance:Instance", inputs: { displayName: "freehold-test" } },
};
const leftover = { type: "oci:Core/instance:Instance", id: "ocid1.new", name: "freehold-test" };

test.each([
  ["is taken in when it was made", [leftover], [], { kind: "adopted", id: "ocid1.new" }],
  ["is forgotten when nothing was made", [], [], { kind: "settled" }],
  ["is forgotten when only the running one of that name is there", [leftover], ["ocid1.new"], { kind: "settled" }],
  ["is not mistaken for a thing of another type", [{ ...leftover, type: "oci:Core/vcn:Vcn" }], [], { kind: "settled" }],
])("a cut-off creation %s", (_, leftovers, known, fate) =>
  expect(fateOf(machine, leftovers, new Set(known))).toEqual(fate),
);

test("a cut-off creation without a name to look for is kept for a person to judge", () => {
  expect(fateOf({ type: "creating", resource: { type: "oci:Core/vcn:Vcn" } }, [], new Set())).toEqual({ kind: "kept" });
});

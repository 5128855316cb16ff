import fc from "fast-check";
import { expect, test } from "vitest";
import { makePlan } from "../../../infra/plan";
import { readSettings } from "../../../infra/settings/read";
import type { Account } from "../../../infra/targets/oracle/account/account";
import { askedBy, judge } from "../../../infra/targets/oracle/guard";

/**
 * Oracle's free tier as the project's facts state it, written down a second time on purpose: this table and the guard must not
 * share a line, else a wrong number would agree with itself.
 */
const bill = (shape: string, ocpus: number, memoryGb: number, diskGb: number, region: string, account: Account) => {
  const foreign = account.instances.filter((i) => !i.own);
  const a1 = foreign.filter((i) => i.shape === "VM.Standard.A1.Flex");
  const hoursInAMonth = 750;
  const ocpuHours = (ocpus + a1.reduce((n, i) => n + i.ocpus, 0)) * hoursInAMonth;
  const rounded = (cores: number, gb: number) => Math.max(cores * 6, gb);
  const gbHours = (rounded(ocpus, memoryGb) + a1.reduce((n, i) => n + rounded(i.ocpus, i.memoryGb), 0)) * hoursInAMonth;
  const micros = foreign.filter((i) => i.shape === "VM.Standard.E2.1.Micro").length;
  const storage = diskGb + account.volumes.filter((v) => !v.own).reduce((n, v) => n + v.sizeGb, 0);
  const costs =
    (shape === "arm" && (ocpuHours > 1500 || gbHours > 9000)) ||
    (shape === "micro" && micros + 1 > 2) ||
    storage > 200 ||
    account.vcns.filter((v) => !v.own).length + 1 > 2 ||
    region !== account.homeRegion;
  const impossible =
    diskGb < 50 ||
    (shape === "micro" && memoryGb !== 1) ||
    (shape === "arm" && (memoryGb / ocpus < 1 || memoryGb / ocpus > 64));
  return { costs, impossible };
};

const shapeName = fc.constantFrom("VM.Standard.E2.1.Micro", "VM.Standard.A1.Flex", "VM.Standard.E5.Flex");
const instance = fc.record({
  id: fc.uuid(),
  name: fc.constantFrom("mail", "wiki", "vpn"),
  shape: shapeName,
  ocpus: fc.integer({ min: 1, max: 2 }),
  memoryGb: fc.integer({ min: 1, max: 12 }),
  domain: fc.constant("AD-1"),
  compartment: fc.constant("t"),
  state: fc.constant("RUNNING"),
  own: fc.boolean(),
});
const volume = fc.record({
  id: fc.uuid(),
  name: fc.constantFrom("photos", "backup"),
  sizeGb: fc.integer({ min: 47, max: 150 }),
  own: fc.boolean(),
});
const vcn = fc.record({ id: fc.uuid(), name: fc.constant("net"), own: fc.boolean() });
const account: fc.Arbitrary<Account> = fc.record({
  tenancy: fc.constant("t"),
  region: fc.constantFrom("eu-frankfurt-1", "eu-frankfurt-1", "eu-frankfurt-1", "us-ashburn-1"),
  homeRegion: fc.constant("eu-frankfurt-1"),
  compartment: fc.constant("t"),
  domains: fc.constant(["AD-1"]),
  instances: fc.array(instance, { maxLength: 3 }),
  volumes: fc.array(volume, { maxLength: 3 }),
  vcns: fc.array(vcn, { maxLength: 3 }),
  reserved: fc.constant([]),
});
const sizes = fc.record({
  shape: fc.constantFrom("micro", "arm"),
  ocpus: fc.option(fc.integer({ min: 1, max: 4 })),
  memoryGb: fc.option(fc.integer({ min: 1, max: 24 })),
  diskGb: fc.integer({ min: 40, max: 210 }),
});

test("over 5000 random settings and accounts the guard refuses exactly what the table says costs or cannot be", () => {
  const seen = { refused: 0, free: 0 };
  fc.assert(
    fc.property(sizes, account, (size, existing) => {
      const reading = readSettings({
        target: "oracle",
        shape: size.shape,
        diskGb: String(size.diskGb),
        ...(size.ocpus === null || size.shape === "micro" ? {} : { ocpus: String(size.ocpus) }),
        ...(size.memoryGb === null ? {} : { memoryGb: String(size.memoryGb) }),
      });
      // What the settings' own rules refuse never reaches the guard.
      if ("problems" in reading) return;
      const plan = makePlan("test", reading.settings);
      const refused = judge(askedBy(plan, existing), existing).length > 0;
      const { ocpus, memoryGb, diskGb } = plan.shape;
      const { costs, impossible } = bill(size.shape, ocpus, memoryGb, diskGb, existing.region, existing);
      seen[refused ? "refused" : "free"] += 1;
      expect(refused).toBe(costs || impossible);
    }),
    { numRuns: 5000, seed: 20261122 },
  );
  expect(seen.free).toBeGreaterThan(100);
  expect(seen.refused).toBeGreaterThan(1000);
});

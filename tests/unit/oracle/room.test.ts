import { describe, expect, test } from "vitest";
import { makePlan } from "../../../infra/plan";
import { readSettings } from "../../../infra/settings/read";
import type { Account, ExistingInstance } from "../../../infra/targets/oracle/account/account";
import { type Room, roomFindings } from "../../../infra/targets/oracle/checkup-room";
import { daysOf, spareHours, spareText } from "../../../infra/targets/oracle/guard/hours";
import { overFree } from "../../../infra/targets/oracle/guard/over";
import { addressMode, isOneAddress, oneAddressText } from "../../../infra/targets/oracle/network/address-mode";

const planOf = (config: Record<string, string> = {}) => {
  const reading = readSettings({ target: "oracle", ...config });
  if ("problems" in reading) throw new Error(reading.problems.join("\n"));
  return makePlan("blog", reading.settings);
};
const account: Account = {
  ...{ tenancy: "t", region: "r", homeRegion: "r", compartment: "t", domains: ["x:AD-1", "x:AD-2"] },
  ...{ instances: [], volumes: [], vcns: [], reserved: [] },
};
const arm = (name: string, ocpus: number, memoryGb: number, own = false): ExistingInstance => ({
  ...{ id: name, name, ocpus, memoryGb, own, domain: "x:AD-1", compartment: "t", state: "RUNNING" },
  shape: "VM.Standard.A1.Flex",
});
const micro = (name: string): ExistingInstance => ({ ...arm(name, 1, 1), shape: "VM.Standard.E2.1.Micro" });
const disk = (sizeGb: number) => ({ id: "d", name: "d", sizeGb, own: false });

describe("limits shrink: what is more than what is free today is named, with the way out", () => {
  test.each<[string, Parameters<typeof overFree>[0], string[]]>([
    ["nothing", { instances: [arm("a", 2, 12), micro("b"), micro("c")], volumes: [disk(200)] }, []],
    [
      "an own server of before the limits were halved",
      { instances: [arm("freehold-blog", 4, 24, true)], volumes: [] },
      ["freehold-blog (VM.Standard.A1.Flex) have 4 OCPU and 24 GB", "2 OCPU and 12 GB", "set freehold:ocpus to 2"],
    ],
    [
      "memory alone, of two machines",
      { instances: [arm("a", 1, 8), arm("b", 1, 6)], volumes: [] },
      ["a, b (VM.Standard.A1.Flex) have 2 OCPU and 14 GB", "end or shrink"],
    ],
    ["three Micros", { instances: ["a", "b", "c"].map(micro), volumes: [] }, ["3 VM.Standard.E2.1.Micro (a, b, c)"]],
    ["disks", { instances: [], volumes: [disk(150), disk(51)] }, ["201 GB of volumes", "200 GB"]],
  ])("%s", (_, used, parts) => {
    const said = overFree(used);
    expect(said).toHaveLength(parts.length > 0 ? 1 : 0);
    for (const part of parts) expect(said[0]).toContain(part);
    for (const text of said) expect(text).toMatch(/^FH-OVER-FREE: .*2026-06-15, https:\/\/docs\.oracle\.com/);
  });
});

describe("hours of a second machine on pay-as-you-go", () => {
  // By hand: 1,500 - 2 x 720 = 60 OCPU hours are 30 hours of 2 OCPU; 9,000 - 12 x 720 = 360 GB hours are 30 hours of 12 GB.
  test.each([
    [2, 12, 30, 30],
    [2, 12, 31, 6],
    [2, 12, 28, 78],
    [1, 6, 30, 720],
    [2, 13, 30, 0],
  ])("%i OCPU and %i GB in a month of %i days: %i", (ocpus, memoryGb, days, hours) => {
    expect(spareHours({ ocpus, memoryGb }, days)).toBe(hours);
  });

  test("months by UTC, and in words", () => {
    expect([daysOf(new Date("2026-02-10T00:00:00Z")), daysOf(new Date("2026-12-31T23:59:59Z"))]).toEqual([28, 31]);
    const size = { ocpus: 2, memoryGb: 12 };
    expect(spareText(size, new Date("2026-11-25T00:00:00Z"))).toContain(
      "2 OCPU and 12 GB is free for 30 hours this month",
    );
    expect(spareText({ ocpus: 2, memoryGb: 13 }, new Date("2026-11-25T00:00:00Z"))).toContain("not free for an hour");
  });
});

describe("the address that readers come to", () => {
  const reserved = { ...account, reserved: [{ address: "203.0.113.9", own: true }] };
  test.each<[string, Record<string, string>, Account, number | undefined, string]>([
    ["one is left", {}, account, 1, "reserved"],
    ["that cannot be seen", {}, account, undefined, "reserved"],
    ["the stack has it, and none is left", {}, reserved, 0, "reserved"],
    ["somebody wants the server's own", { address: "own" }, reserved, 1, "own"],
    ["none is left, or fewer than none", {}, account, -1, "own"],
  ])("%s", (_, config, existing, left, mode) => {
    expect(addressMode(planOf(config), existing, left).mode).toBe(mode);
  });

  test("doing without is said, with what it costs", () => {
    expect(addressMode(planOf(), account, 0).warning).toMatch(/^FH-ADDRESS-NONE: .*npm run rebuild gives another one/);
    expect(oneAddressText(planOf())).toMatch(/^FH-ADDRESS-ONE: .*freehold:address own --stack blog/);
    expect(
      isOneAddress("400-LimitExceeded, The following service limits were exceeded: public-ip-per-vnic-count."),
    ).toBe(true);
    expect(isOneAddress("400-LimitExceeded, The following service limits were exceeded: vcn-count.")).toBe(false);
  });
});

describe("the doctor's lines", () => {
  const room: Room = { listed: [false, true], addressesLeft: 1, balancers: { flexible: 1, network: 0 } };
  const now = new Date("2026-11-25T00:00:00Z");
  const line = (part: string, changes: Partial<Room> = {}, config = {}, existing = account) =>
    roomFindings(planOf(config), existing, { ...room, ...changes }, now).find((one) => one.part === part);

  test("a shape that no domain lists is a problem, whatever the limits say", () => {
    expect(line("shape offered")).toEqual({ part: "shape offered", found: "VM.Standard.E2.1.Micro in AD-2" });
    expect(line("shape offered", { listed: [false, false] })?.problem).toContain("no domain of this region lists");
    expect(line("shape offered", { listed: [undefined, undefined] })?.found).toBe("the list may not be read");
  });

  test("addresses, load balancers, a second machine, today's limits", () => {
    expect(line("public address", { addressesLeft: 0 })?.problem).toContain("FH-ADDRESS-NONE");
    expect(line("load balancers")?.found).toBe("1 of 1 flexible (10 Mbps), 0 of 1 network");
    expect(line("load balancers", { balancers: { flexible: 2, network: 0 } })?.problem).toContain("it costs");
    expect(line("second machine", {}, { shape: "arm" })?.found).toContain("free for 30 hours");
    expect(line("second machine")).toBeUndefined();
    const over = { ...account, instances: [arm("freehold-blog", 4, 24, true)] };
    expect(line("today's limits", {}, {}, over)?.problem).toContain("FH-OVER-FREE");
  });
});

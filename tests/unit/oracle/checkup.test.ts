import { expect, test } from "vitest";
import { makePlan } from "../../../infra/plan";
import { readSettings } from "../../../infra/settings/read";
import type { Account } from "../../../infra/targets/oracle/account/account";
import { listed, NotReadable } from "../../../infra/targets/oracle/account/listed";
import { type Answers, findingsOf, nameFinding } from "../../../infra/targets/oracle/checkup";

const reading = readSettings({ target: "oracle" });
if ("problems" in reading) throw new Error(reading.problems.join("\n"));
const plan = makePlan("blog", reading.settings);
const account: Account = {
  ...{ tenancy: "t", region: "r", homeRegion: "r", compartment: "t", domains: ["x:AD-1"] },
  ...{ instances: [], volumes: [], vcns: [], reserved: [] },
};
const own = {
  ...{ id: "i", name: "freehold-blog", shape: "VM.Standard.E2.1.Micro", ocpus: 0.125, memoryGb: 1 },
  ...{ domain: "x:AD-1", compartment: "t", state: "RUNNING", own: true },
};
const room = { listed: [true], addressesLeft: 1, balancers: { flexible: 0, network: 0 } };
const answers: Answers = { account, vcnLimit: 2, admitted: [2], address: undefined, room };
const line = (part: string, changes: Partial<Answers>) =>
  findingsOf(plan, { ...answers, ...changes }, undefined).find((one) => one.part === part);

test.each<[string, Partial<Answers>, object]>([
  [
    "account",
    { vcnLimit: 50 },
    {
      found:
        "upgraded (pay-as-you-go), by its limits: what is beyond the free tier costs; 10 GB of object storage are free",
    },
  ],
  ["account", { vcnLimit: undefined }, { found: "cannot be seen: this user may not read the limits" }],
  [
    "limits",
    { admitted: [0] },
    {
      problem:
        "limits admit: AD-1 0. No domain admits another VM.Standard.E2.1.Micro: end one, or choose another freehold:shape",
    },
  ],
  ["limits", { admitted: [0], account: { ...account, instances: [own] } }, { found: "limits admit: AD-1 0" }],
  ["limits", { admitted: [undefined] }, { found: "limits admit: AD-1 unknown" }],
  ["capacity now", {}, { found: "Oracle gave no report; up tries, and waits where there is none" }],
  ["capacity now", { account: { ...account, instances: [own] } }, { found: "not needed: the server is there" }],
])("%s, %j", (part, changes, expected) => {
  expect(line(part, changes)).toEqual({ part, ...expected });
});

test.each([
  [
    "before there is an address",
    [],
    undefined,
    { found: "no A record; up prints the address that its A record must have" },
  ],
  ["that leads there", ["203.0.113.9"], "203.0.113.9", { found: "203.0.113.9" }],
  [
    "that leads elsewhere",
    ["198.51.100.1"],
    "203.0.113.9",
    { problem: "198.51.100.1; set its A record to 203.0.113.9" },
  ],
])("a name %s", (_, found, address, expected) => {
  expect(nameFinding("blog.example", found, address)).toEqual({ part: "DNS blog.example", ...expected });
});

test("a data source that answers without its list means Oracle's 404", () => {
  expect(listed(["a"], "c")).toEqual(["a"]);
  expect(() => listed(undefined, "c")).toThrow(NotReadable);
});

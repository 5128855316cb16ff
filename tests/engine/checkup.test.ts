import { afterAll, beforeAll, expect, test } from "vitest";
import { checkUp } from "../../infra/targets/oracle/checkup";
import { World } from "./world";

let world: World;
beforeAll(async () => {
  world = await World.make();
});
afterAll(() => world.close());

const tenancy = "ocid1.tenancy.oc1..fake";

test("before the first up: everything that up would meet, and nothing is made", async () => {
  world.configure({ target: "oracle" });
  world.cloud.account.domains[1] = {
    name: "Uocm:EU-FRANKFURT-1-AD-2",
    micros: 2,
    capacity: { "VM.Standard.E2.1.Micro": 0 },
  };
  expect(await checkUp(world.place())).toEqual([
    { part: "Oracle key", found: `accepted, tenancy ${tenancy}` },
    { part: "home region", found: "eu-frankfurt-1" },
    {
      part: "account",
      found:
        "always free, by its limits: Oracle may stop idle machines (docs/oracle.md); 20 GB of object storage are free",
    },
    { part: "in use", found: "no machine; 0 of 200 GB on disks; 0 of 2 VCNs" },
    { part: "free tier", found: "VM.Standard.E2.1.Micro with 50 GB fits" },
    { part: "limits", found: "limits admit: EU-FRANKFURT-1-AD-1 0, EU-FRANKFURT-1-AD-2 2, EU-FRANKFURT-1-AD-3 0" },
    { part: "today's limits", found: "nothing is over them (since 2026-06-15, compared 2026-09-04)" },
    { part: "shape offered", found: "VM.Standard.E2.1.Micro in EU-FRANKFURT-1-AD-2" },
    { part: "public address", found: "a reserved one will be made" },
    { part: "load balancers", found: "0 of 1 flexible (10 Mbps), 0 of 1 network" },
    {
      part: "capacity now",
      found:
        "EU-FRANKFURT-1-AD-1 HARDWARE_NOT_SUPPORTED, EU-FRANKFURT-1-AD-2 OUT_OF_HOST_CAPACITY, EU-FRANKFURT-1-AD-3 HARDWARE_NOT_SUPPORTED",
    },
  ]);
  expect(world.shape()).toEqual([]);
});

test("what is wrong is said with what to do", async () => {
  world.configure({ target: "oracle", region: "eu-amsterdam-1", diskGb: 250 });
  const lines = await checkUp(world.place());
  expect(lines.flatMap(({ part, problem }) => (problem === undefined ? [] : [part]))).toEqual([
    "home region",
    "free tier",
  ]);
  expect(lines.find(({ part }) => part === "home region")?.problem).toContain("set freehold:region to eu-frankfurt-1");
});

test("a wrong key is one plain line", async () => {
  world.configure({ target: "oracle" });
  const { user } = world.cloud.account;
  world.writeOracleConfig({ user, fingerprint: "00:00", tenancy });
  expect(await checkUp(world.place())).toEqual([
    { part: "Oracle", problem: expect.stringMatching(/^Oracle does not accept the API key: /) },
  ]);
});

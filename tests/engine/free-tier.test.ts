import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { runVariables } from "../../infra/run";
import { freeLimits, tenancy } from "../support/oracle-cloud/account-model";
import { undisturbed } from "./expected";
import { World } from "./world";

/** What a free account has less of than one would think. */
let world: World;
beforeAll(async () => {
  world = await World.make();
});
afterEach(async () => {
  Object.assign(world.cloud.account, { addressesOfMicro: 2, limits: { ...freeLimits } });
  for (const domain of world.cloud.account.domains) delete domain.withoutShapes;
  const destroy = await world.destroy();
  expect(destroy.code, destroy.output).toBe(0);
  for (const { id } of world.cloud.inventory.all()) world.cloud.inventory.remove(id);
  world.configure({});
  world.cloud.faults.reset();
});
afterAll(() => world.close());

const up = async () => {
  const ended = await world.up();
  expect(ended.output).not.toMatch(/\n\s+at /);
  return ended;
};
const withoutReserved = undisturbed.filter((one) => !/freehold-test-(site|address)$/.test(one));
const address = () => world.cloud.inventory.find("PublicIp", { lifetime: "EPHEMERAL" })[0]?.props["ipAddress"];

test("where the one reserved address is taken, the stack does without, and says what that costs", async () => {
  world.cloud.inventory.add("PublicIp", {
    compartmentId: tenancy,
    lifetime: "RESERVED",
    scope: "REGION",
    ipAddress: "203.0.113.200",
  });
  const { code, output } = await up();
  expect(code, output).toBe(0);
  expect(output).toContain("FH-ADDRESS-NONE");
  expect(output).toMatch(new RegExp(`url +: "http://${address()}"`));
  expect(world.shape()).toEqual(["PublicIp RESERVED", ...withoutReserved].sort());
  expect((await world.run(["preview", "--expect-no-changes"])).code).toBe(0);
});

test("a Micro that Oracle gives one public address: told with the setting, which then works", async () => {
  world.cloud.account.addressesOfMicro = 1;
  const folder = mkdtempSync(join(tmpdir(), "freehold-test-"));
  const mark = join(folder, "refused");
  const refused = await world.up(runVariables({ oneAddressMark: mark }));
  expect(refused.code).not.toBe(0);
  // By this `npm run up` knows that the setting helps (cli/recovery/one-address.ts).
  expect(existsSync(mark)).toBe(true);
  rmSync(folder, { recursive: true });
  expect(refused.output).toContain("FH-ADDRESS-ONE: Oracle gives the server freehold-test one public address");
  world.configure({ address: "own" });
  const { code, output } = await up();
  expect(code, output).toBe(0);
  expect(world.shape()).toEqual(withoutReserved);
});

test("a domain whose list lacks the Micro is not chosen, whatever its limit", async () => {
  const [first, second] = world.cloud.account.domains;
  if (!first || !second) throw new Error("two domains expected");
  first.micros = 2;
  first.withoutShapes = ["VM.Standard.E2.1.Micro"];
  const { code, output } = await up();
  first.micros = 0;
  expect(code, output).toBe(0);
  expect(world.cloud.inventory.all("Instance")[0]?.props["availabilityDomain"]).toBe(second.name);
});

test("a server that is more than what is free today is named by up", async () => {
  world.configure({ shape: "arm" });
  expect((await up()).code).toBe(0);
  const machine = world.cloud.inventory.all("Instance")[0];
  if (!machine) throw new Error("no machine");
  world.cloud.inventory.change(machine.id, { shapeConfig: { ocpus: 4, memoryInGBs: 24 } });
  const { output } = await up();
  expect(output).toContain("FH-OVER-FREE: freehold-test (VM.Standard.A1.Flex) have 4 OCPU and 24 GB");
});

test("a budget with its alert comes and goes with the stack", async () => {
  world.configure({ budget: true, email: "me@example.org" });
  const { code, output } = await up();
  expect(code, output).toBe(0);
  const [budget] = world.cloud.inventory.all("Budget");
  const [alert] = world.cloud.inventory.all("AlertRule");
  expect(budget?.props).toMatchObject({ amount: 1, targetType: "COMPARTMENT", targets: [tenancy] });
  expect(alert?.props).toMatchObject({ budgetId: budget?.id, recipients: "me@example.org" });
  expect((await world.run(["preview", "--expect-no-changes"])).code).toBe(0);
  expect((await world.destroy()).code).toBe(0);
  expect(world.shape()).toEqual([]);
});

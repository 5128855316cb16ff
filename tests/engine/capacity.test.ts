import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { summarize } from "../../cli/field-report/events";
import { fieldReport } from "../../cli/field-report/report";
import type { CallRecord } from "../support/oracle-cloud/faults";
import { outOfCapacity } from "../support/oracle-cloud/oracle-error";
import { undisturbed } from "./expected";
import { World } from "./world";

const micro = "VM.Standard.E2.1.Micro";
const isLaunch = ({ method, route }: CallRecord) => method === "POST" && route === "instances";
/** A wait in milliseconds in place of minutes. */
const wait = (total: number) => ({ FREEHOLD_TEST_WAIT: JSON.stringify({ first: 20, longest: 100, total }) });

let world: World;
beforeAll(async () => {
  world = await World.make();
});
afterEach(async () => {
  world.cloud.faults.reset();
  await world.destroy();
  expect(world.shape()).toEqual([]);
});
afterAll(() => world.close());

const launches = () => world.cloud.faults.calls.filter(isLaunch).length;

test("a full region is waited for, and up ends well when it gets room", async () => {
  world.cloud.faults.fail(isLaunch, outOfCapacity(), { times: 3 });
  const up = await world.up(wait(60_000));
  expect(up.output).toMatch(
    /Oracle has no free VM\.Standard\.E2\.1\.Micro now \("Out of host capacity"\)\. Waiting since \d\d:\d\d UTC/,
  );
  expect(up.code, up.output).toBe(0);
  expect(launches()).toBe(4);
  expect(world.shape()).toEqual(undisturbed);
});

test("the engine's event log of such a run makes a report with nothing of anybody's in it", async () => {
  world.cloud.faults.fail(isLaunch, outOfCapacity(), { times: 2 });
  const log = join(world.folder, "events");
  const args = ["up", "--yes", "--skip-preview", "--event-log", log];
  const up = await world.run(args, { ...wait(60_000), PULUMI_DEBUG_COMMANDS: "true" });
  expect(up.code, up.output).toBe(0);
  const run = summarize(readFileSync(log, "utf8"));
  expect(run).toMatchObject({ result: "succeeded", waits: 2, questions: { getInstances: 1, getImages: 1 } });
  const made = run.operations
    .filter(({ type }) => type !== "ComputeCapacityReport")
    .map(({ op, type, end }) => `${op} ${type} ${end}`);
  expect(made.sort()).toEqual(
    ["InternetGateway", "Instance", "PrivateIp", "PublicIp", "RouteTable", "SecurityList", "Subnet", "Vcn"]
      .map((type) => `create ${type} ok`)
      .sort(),
  );
  expect(fieldReport({ versions: {}, account: [], run, names: ["test"] })).not.toMatch(
    /ocid1|\d+\.\d+\.\d+\.\d+|freehold-test/,
  );
});

test("the wait ends with what to try; nothing is lost and the next up goes on", async () => {
  for (const domain of world.cloud.account.domains) domain.capacity[micro] = 0;
  const up = await world.up(wait(300));
  expect(up.output).toMatch(
    /Oracle had no free VM\.Standard\.E2\.1\.Micro for .*What you can try: run `npm run up` again later/,
  );
  expect(up.code).not.toBe(0);
  expect(world.shape()).toContain("Subnet freehold-test-subnet");
  for (const domain of world.cloud.account.domains) domain.capacity[micro] = 1;
  expect((await world.up()).code).toBe(0);
  expect(world.shape()).toEqual(undisturbed);
  for (const domain of world.cloud.account.domains) domain.capacity = {};
});

// The first Ctrl-C asks the engine to end after the step at hand, which is the wait: it does not tell the program.
test("Ctrl-C twice stops the wait without harm", async () => {
  for (const domain of world.cloud.account.domains) domain.capacity[micro] = 0;
  const running = world.up({
    FREEHOLD_TEST_WAIT: JSON.stringify({ first: 600_000, longest: 600_000, total: 6_000_000 }),
  });
  world.cloud.faults.onFault((call) => {
    if (!isLaunch(call)) return;
    world.interruptEngine();
    setTimeout(() => world.interruptEngine(), 1000);
  });
  const started = Date.now();
  const up = await running;
  expect(Date.now() - started).toBeLessThan(60_000);
  expect(up.code).not.toBe(0);
  for (const domain of world.cloud.account.domains) domain.capacity = {};
  await world.repair();
  expect((await world.up()).code).toBe(0);
  expect(world.shape()).toEqual(undisturbed);
});

test("A1 goes to the domain that has room", async () => {
  const [first, second, third] = world.cloud.account.domains;
  if (!first || !second || !third) throw new Error("three domains expected");
  first.capacity = { "VM.Standard.A1.Flex": 0 };
  third.capacity = { "VM.Standard.A1.Flex": 0 };
  world.configure({ shape: "arm" });
  expect((await world.up()).code).toBe(0);
  expect(world.cloud.inventory.all("Instance")[0]?.props["availabilityDomain"]).toBe(second.name);
  expect((await world.run(["preview", "--expect-no-changes"])).code).toBe(0);
  world.configure({});
  first.capacity = {};
  third.capacity = {};
});

test("another error is not retried", async () => {
  for (const domain of world.cloud.account.domains) domain.micros = 0;
  world.cloud.faults.reset();
  const up = await world.up(wait(60_000));
  for (const domain of world.cloud.account.domains) domain.micros = domain.name.endsWith("AD-2") ? 2 : 0;
  expect(up.output).toMatch(/404-NotAuthorizedOrNotFound, shape VM\.Standard\.E2\.1\.Micro not found/);
  expect(up.code).not.toBe(0);
  expect(launches()).toBe(1);
});

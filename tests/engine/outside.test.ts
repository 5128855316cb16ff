import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { guardedRefresh, readServer } from "../../cli/recovery/guarded-refresh";
import { whyItIsSilent } from "../../infra/targets/oracle/recovery/server-state";
import type { CallRecord } from "../support/oracle-cloud/faults";
import { errorOf, limitExceeded, outOfCapacity } from "../support/oracle-cloud/oracle-error";
import { callsOfUp, undisturbed } from "./expected";
import { World } from "./world";

/** What happens at Oracle while nobody looks, and while `up` runs. */
let world: World;
beforeAll(async () => {
  world = await World.make();
});
afterEach(async () => {
  world.cloud.faults.reset();
  Object.assign(world.cloud, { lag: { gets: 0, listSeconds: 0 }, pace: { launch: 3, terminate: 3 } });
  Object.assign(world.cloud.account, { capacityBy: "response", unreadable: [] });
  for (const domain of world.cloud.account.domains) domain.capacity = {};
  await world.repair();
  const destroy = await world.destroy();
  expect(destroy.code, destroy.output).toBe(0);
  expect(world.shape()).toEqual([]);
});
afterAll(() => world.close());

const machines = () => world.cloud.inventory.all("Instance");
const machine = () => {
  const [one] = machines();
  if (!one) throw new Error("no machine");
  return one;
};
/** What `npm run up` does. */
const up = async (env: NodeJS.ProcessEnv = {}) => {
  await world.repair();
  expect(await readServer(world.place())).toBe(0);
  return world.up(env);
};
const wait = (total: number) => ({ FREEHOLD_TEST_WAIT: JSON.stringify({ first: 20, longest: 100, total }) });
const plain = (output: string) => expect(output).not.toMatch(/\n\s+at /);
const isLaunch = ({ method, route }: CallRecord) => method === "POST" && route === "instances";

async function endsWell(env: NodeJS.ProcessEnv = {}): Promise<void> {
  const { code, output } = await up(env);
  expect(code, output).toBe(0);
  expect(world.shape()).toEqual(undisturbed);
}

describe("capacity", () => {
  test("refused by the work request until the wait ends: the next up makes another machine", async () => {
    Object.assign(world.cloud.account, { capacityBy: "workRequest" });
    for (const domain of world.cloud.account.domains) domain.capacity["VM.Standard.E2.1.Micro"] = 0;
    const gaveUp = await world.up(wait(300));
    expect(gaveUp.code).not.toBe(0);
    expect(gaveUp.output).toMatch(/Oracle had no free VM\.Standard\.E2\.1\.Micro for /);
    plain(gaveUp.output);
    for (const domain of world.cloud.account.domains) domain.capacity = {};
    await endsWell();
  });

  test("the wait survives 429, 5xx, lost answers and a limit that is none", async () => {
    const { faults } = world.cloud;
    const gone = { times: 30 };
    faults.fail(isLaunch, outOfCapacity());
    faults.fail(isLaunch, limitExceeded("standard-e2-micro-core-count"), { times: 2 });
    faults.fail(isLaunch, errorOf(503), gone);
    faults.fail(isLaunch, "drop", gone);
    faults.fail(isLaunch, outOfCapacity());
    const { code, output } = await world.up(wait(60_000));
    expect(code, output).toBe(0);
    expect(output).toContain('Oracle answered "400-LimitExceeded, ');
    expect(world.shape()).toEqual(undisturbed);
  });
});

describe("a server that was changed at Oracle", () => {
  test("ended: status says so, up makes another", async () => {
    await world.up();
    const { id } = machine();
    await world.cloud.endByHand(machine());
    expect(await whyItIsSilent(world.place())).toMatch(/^FH-SERVER-ENDED: /);
    await endsWell();
    expect(machine().id).not.toBe(id);
  });

  test("stopped: status and up name it, without a trace; started, nothing is to be done", async () => {
    await world.up();
    await world.cloud.stopByHand(machine());
    expect(await whyItIsSilent(world.place())).toMatch(/^FH-SERVER-STOPPED: the server freehold-test is STOPPED/);
    const stopped = await up();
    expect(stopped.output).toContain("FH-SERVER-STOPPED: the server freehold-test is STOPPED");
    expect(stopped.code).not.toBe(0);
    plain(stopped.output);
    world.cloud.inventory.change(machine().id, { lifecycleState: "RUNNING" });
    expect(await whyItIsSilent(world.place())).toBeUndefined();
    await endsWell();
  });
});

describe("refresh", () => {
  const refresh = () => guardedRefresh(world.place(), async () => (await world.refresh()).code ?? 1);
  const unchanged = async () => {
    const preview = await world.run(["preview", "--expect-no-changes"]);
    expect(preview.code, preview.output).toBe(0);
  };

  test("forgets nothing for a 404 that passes", async () => {
    await world.up();
    world.cloud.faults.fail(({ method, route }) => method === "GET" && route === "securityLists", errorOf(404));
    expect(await refresh()).toBe(1);
    await unchanged();
    expect(await refresh()).toBe(0);
    await unchanged();
  });

  test("forgets nothing where the right to read was lost, and up makes no second server", async () => {
    await world.up();
    world.cloud.account.unreadable = [world.cloud.account.tenancy];
    expect(await refresh()).toBe(1);
    expect(await readServer(world.place())).toBe(1);
    world.cloud.account.unreadable = [];
    await unchanged();
  });
});

describe("a launch that Oracle has accepted", () => {
  test("is waited for, and not made twice, where the engine was killed meanwhile", async () => {
    world.cloud.pace.launch = 45;
    world.cloud.faults.onCall((call) => {
      if (isLaunch(call)) world.killEngine();
    });
    expect((await world.up()).code).toBeNull();
    world.cloud.faults.reset();
    await endsWell(wait(60_000));
    await endsWell();
  });

  test("survives Ctrl-C twice: the next up takes it over", async () => {
    world.cloud.pace.launch = 500;
    world.cloud.faults.onCall((call) => {
      if (isLaunch(call)) world.interruptEngine();
      if (call.route === "instances" && call.method === "GET" && call.number > callsOfUp) world.interruptEngine();
    });
    const stopped = await world.up();
    expect(stopped.code, stopped.output).not.toBe(0);
    world.cloud.faults.reset();
    Object.assign(world.cloud.pace, { launch: 3 });
    await world.cloud.clock.advance(480);
    await endsWell(wait(60_000));
  });

  test("is waited for where a GET just after it answers 404", async () => {
    world.cloud.lag = { gets: 1, listSeconds: 2 };
    await endsWell(wait(60_000));
  });
});

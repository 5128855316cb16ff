import { describe, expect, test } from "vitest";
import { errorOf, limitExceeded, outOfCapacity } from "../support/oracle-cloud/oracle-error";
import { callsOfUp, undisturbed } from "./expected";
import { expectPlain, isLaunch, Site, wait } from "./site";

/** What may happen to a launch while `up` waits for it, or no longer does. */
const site = new Site();

describe("capacity", () => {
  test("refused by the work request until the wait ends: the next up makes another machine", async () => {
    Object.assign(site.world.cloud.account, { capacityBy: "workRequest" });
    for (const domain of site.world.cloud.account.domains) domain.capacity["VM.Standard.E2.1.Micro"] = 0;
    const gaveUp = await site.world.up(wait(300));
    expect(gaveUp.code).not.toBe(0);
    expect(gaveUp.output).toMatch(/Oracle had no free VM\.Standard\.E2\.1\.Micro for /);
    expectPlain(gaveUp.output);
    for (const domain of site.world.cloud.account.domains) domain.capacity = {};
    await site.endsWell();
  });

  test("the wait survives 429, 5xx, lost answers and a limit that is none", async () => {
    const { faults } = site.world.cloud;
    const gone = { times: 30 };
    faults.fail(isLaunch, outOfCapacity());
    faults.fail(isLaunch, limitExceeded("standard-e2-micro-core-count"), { times: 2 });
    faults.fail(isLaunch, errorOf(503), gone);
    faults.fail(isLaunch, "drop", gone);
    faults.fail(isLaunch, outOfCapacity());
    const { code, output } = await site.world.up(wait(60_000));
    expect(code, output).toBe(0);
    expect(output).toContain('Oracle answered "400-LimitExceeded, ');
    expect(site.world.shape()).toEqual(undisturbed);
  });
});

describe("a launch that Oracle has accepted", () => {
  test("is waited for, and not made twice, where the engine was killed meanwhile", async () => {
    site.world.cloud.pace.launch = 45;
    site.world.cloud.faults.onCall((call) => {
      if (isLaunch(call)) site.world.killEngine();
    });
    expect((await site.world.up()).code).toBeNull();
    site.world.cloud.faults.reset();
    await site.endsWell(wait(60_000));
    await site.endsWell();
  });

  test("survives Ctrl-C twice: the next up takes it over", async () => {
    site.world.cloud.pace.launch = 500;
    site.world.cloud.faults.onCall((call) => {
      if (isLaunch(call)) site.world.interruptEngine();
      if (call.route === "instances" && call.method === "GET" && call.number > callsOfUp) site.world.interruptEngine();
    });
    const stopped = await site.world.up();
    expect(stopped.code, stopped.output).not.toBe(0);
    site.world.cloud.faults.reset();
    Object.assign(site.world.cloud.pace, { launch: 3 });
    await site.world.cloud.clock.advance(480);
    await site.endsWell(wait(60_000));
  });

  test("is waited for where a GET just after it answers 404", async () => {
    site.world.cloud.lag = { gets: 1, listSeconds: 2 };
    await site.endsWell(wait(60_000));
  });
});

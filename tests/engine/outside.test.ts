import { describe, expect, test } from "vitest";
import { guardedRefresh } from "../../cli/recovery/guarded-refresh";
import { whyItIsSilent } from "../../infra/targets/oracle/recovery/server-state";
import { errorOf } from "../support/oracle-cloud/oracle-error";
import { expectPlain, Site } from "./site";

/** What happens at Oracle while nobody looks. */
const site = new Site();

describe("a server that was changed at Oracle", () => {
  test("ended: status says so, up makes another, and what depends on it is made again", async () => {
    const release = { FREEHOLD_TEST_RELEASE: "echo released $CHECK" };
    await site.world.up(release);
    const { id } = site.machine();
    const address = () => site.world.cloud.inventory.find("PublicIp", { lifetime: "RESERVED" })[0]?.props["ipAddress"];
    const before = address();
    await site.world.cloud.endByHand(site.machine());
    expect(await whyItIsSilent(site.world.place())).toMatch(/^FH-SERVER-ENDED: /);
    await site.endsWell(release);
    expect(site.machine().id).not.toBe(id);
    expect([before, address()]).toEqual([expect.any(String), before]);
  });

  test("stopped: status and up name it, without a trace; started, nothing is to be done", async () => {
    await site.world.up();
    await site.world.cloud.stopByHand(site.machine());
    expect(await whyItIsSilent(site.world.place())).toMatch(/^FH-SERVER-STOPPED: the server freehold-test is STOPPED/);
    const stopped = await site.up();
    expect(stopped.output).toContain("FH-SERVER-STOPPED: the server freehold-test is STOPPED");
    expect(stopped.code).not.toBe(0);
    expectPlain(stopped.output);
    site.world.cloud.inventory.change(site.machine().id, { lifecycleState: "RUNNING" });
    expect(await whyItIsSilent(site.world.place())).toBeUndefined();
    await site.endsWell();
  });
});

describe("refresh", () => {
  const refresh = () => guardedRefresh(site.world.place(), async () => (await site.world.refresh()).code ?? 1);
  const unchanged = async () => {
    const preview = await site.world.run(["preview", "--expect-no-changes"]);
    expect(preview.code, preview.output).toBe(0);
  };

  test("forgets nothing for a 404 that passes", async () => {
    await site.world.up();
    site.world.cloud.faults.fail(({ method, route }) => method === "GET" && route === "securityLists", errorOf(404));
    expect(await refresh()).toBe(1);
    await unchanged();
    expect(await refresh()).toBe(0);
    await unchanged();
  });

  test("forgets nothing where the right to read was lost, and up makes no second server", async () => {
    await site.world.up();
    site.world.cloud.account.unreadable = [site.world.cloud.account.tenancy];
    expect(await refresh()).toBe(1);
    const second = await site.up();
    expect(second.code).not.toBe(0);
    expectPlain(second.output);
    expect(site.machine().props["lifecycleState"]).toBe("RUNNING");
    site.world.cloud.account.unreadable = [];
    await unchanged();
  });
});

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test, vi } from "vitest";
import { guardedRefresh } from "../../cli/recovery/guarded-refresh";
import { reconcileWithOracle } from "../../cli/recovery/oracle-drift";
import { whyItIsSilent } from "../../infra/targets/oracle/recovery/server-state";
import { errorOf } from "../support/oracle-cloud/oracle-error";
import { requestsOfComparison, undisturbed } from "./expected";
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

describe("before up plans, its state is compared with Oracle", () => {
  const said = () => vi.spyOn(process.stderr, "write").mockReturnValue(true);
  const lines = (spy: ReturnType<typeof said>) =>
    spy.mock.calls.map(([text]) => String(text)).filter((text) => /at Oracle|that Oracle has/.test(text));

  test("without a word where nothing differs, in as many requests as the docs have", async () => {
    await site.world.up();
    site.world.cloud.faults.reset();
    const spy = said();
    expect(await reconcileWithOracle(site.world.place())).toBe(0);
    expect(lines(spy)).toEqual([]);
    spy.mockRestore();
    expect(site.world.writes()).toEqual([]);
    expect(site.world.cloud.faults.calls).toHaveLength(requestsOfComparison);
    const page = readFileSync(join(__dirname, "../../docs/oracle.md"), "utf8");
    expect(page).toContain(`(a refresh: ${requestsOfComparison} requests,`);
  });

  test("a port that somebody opened in the console is named, and closed", async () => {
    await site.world.up();
    const [rules] = site.world.cloud.inventory.all("SecurityList");
    const ours = rules?.props["ingressSecurityRules"] as object[];
    site.world.cloud.inventory.change(rules?.id as string, { ingressSecurityRules: ours.slice(1) });
    const spy = said();
    const up = await site.up();
    expect(lines(spy).join("")).toContain(
      "the SecurityList oracle-rules has another ingressSecurityRules; the state was refreshed",
    );
    spy.mockRestore();
    expect(up.code, up.output).toBe(0);
    expect(site.world.cloud.inventory.get(rules?.id)?.props["ingressSecurityRules"]).toEqual(ours);
  });

  test("a thing that somebody deleted in the console is named, and made again", async () => {
    await site.world.up();
    const [address] = site.world.cloud.inventory.find("PublicIp", { lifetime: "RESERVED" });
    site.world.cloud.inventory.remove(address?.id as string);
    const spy = said();
    const up = await site.up();
    expect(lines(spy).join("")).toMatch(/the PublicIp \S+ is gone/);
    spy.mockRestore();
    expect(up.code, up.output).toBe(0);
    expect(site.world.shape()).toEqual(undisturbed);
  });

  test("where Oracle refuses to answer, that is said and the program has the last word", async () => {
    await site.world.up();
    site.world.cloud.faults.fail(({ method }) => method === "GET", errorOf(401), { times: 200 });
    const spy = said();
    const up = await site.up();
    expect(lines(spy).join("")).toMatch(/could not be compared with all that Oracle has: .*401-NotAuthenticated/);
    spy.mockRestore();
    expect(up.code).not.toBe(0);
    expectPlain(up.output);
    site.world.cloud.faults.reset();
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
    expect(second).toEqual({ code: 1, output: "" });
    expect(site.machine().props["lifecycleState"]).toBe("RUNNING");
    site.world.cloud.account.unreadable = [];
    await unchanged();
  });
});

import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { freeAccount, tenancy } from "../../support/oracle-cloud/account-model";
import { client, type Extra } from "../../support/oracle-cloud/client";
import { OracleCloud } from "../../support/oracle-cloud/cloud";
import { errorOf } from "../../support/oracle-cloud/oracle-error";
import { type RestServer, serveRest } from "../../support/oracle-cloud/rest/server";

/** Oracle's manners around every request, whatever it asks. */
let cloud: OracleCloud;
let rest: RestServer;
let ask: ReturnType<typeof client>;
beforeEach(async () => {
  cloud = new OracleCloud({ account: freeAccount() });
  rest = await serveRest(cloud);
  ask = client(rest.port, cloud.account);
});
afterEach(() => rest.close());

const net = { compartmentId: tenancy, cidrBlocks: ["10.0.0.0/16"], displayName: "net" };
const list = `vcns?compartmentId=${tenancy}`;

describe("a signature", () => {
  test.each<[string, Extra]>([
    ["another user's key id", { keyId: `${tenancy}/ocid1.user.oc1..other/00:00` }],
    [
      "no date under it",
      { signed: ["(request-target)", "host", "content-length", "content-type", "x-content-sha256"] },
    ],
    ["no body under it", { signed: ["date", "(request-target)", "host"] }],
    ["the hash of another body", { headers: { "x-content-sha256": "bm90IGl0" } }],
    ["yesterday's date", { headers: { date: new Date(Date.now() - 86_400_000).toUTCString() } }],
  ])("with %s: 401, nothing made", async (_, extra) => {
    const { status, body } = await ask("POST", "vcns", net, extra);
    expect([status, body.code]).toEqual([401, "NotAuthenticated"]);
    expect(cloud.inventory.all()).toEqual([]);
  });

  test("as it must be: an answer with a request id and an etag", async () => {
    const { status, headers } = await ask("POST", "vcns", net);
    expect(status).toBe(200);
    expect(headers["opc-request-id"]).toMatch(/^\d{32}$/);
    expect(headers["etag"]).toMatch(/^[0-9a-f]{32}$/);
  });
});

describe("a request that is sent again", () => {
  const again = { headers: { "opc-retry-token": "token-1" } };
  test("with its token has its effect once; without, twice", async () => {
    const [one, two] = [await ask("POST", "vcns", net, again), await ask("POST", "vcns", net, again)];
    expect(two.body.id).toBe(one.body.id);
    await ask("POST", "vcns", net);
    expect(cloud.inventory.all("Vcn")).toHaveLength(2);
  });

  test("with the token of another request is refused", async () => {
    await ask("POST", "vcns", net, again);
    const { status, body } = await ask("POST", "vcns", { ...net, displayName: "other" }, again);
    expect([status, body.code]).toEqual([409, "InvalidatedRetryToken"]);
  });

  test("after its answer was lost finds what the first one made", async () => {
    cloud.faults.fail(({ method }) => method === "POST", "drop", { applied: true });
    await expect(ask("POST", "vcns", net, again)).rejects.toThrow();
    const { body } = await ask("POST", "vcns", net, again);
    expect(cloud.inventory.all("Vcn").map(({ id }) => id)).toEqual([body.id]);
  });
});

test("if-match holds: an etag of before is refused, today's is taken", async () => {
  const { body, headers } = await ask("POST", "vcns", net);
  const change = (etag: unknown) =>
    ask("PUT", `vcns/${body.id}`, { displayName: "new" }, { headers: { "if-match": String(etag) } });
  expect((await change("0")).status).toBe(412);
  expect((await change(headers["etag"])).status).toBe(200);
  expect((await change(headers["etag"])).body.code).toBe("NoEtagMatch");
});

test("a list has pages", async () => {
  cloud.pageSize = 2;
  for (const name of ["a", "b", "c"]) cloud.inventory.add("Vcn", { ...net, displayName: name });
  const first = await ask("GET", list);
  expect(first.body).toHaveLength(2);
  const second = await ask("GET", `${list}&page=${first.headers["opc-next-page"]}`);
  expect(second.body.map((one: { displayName: string }) => one.displayName)).toEqual(["c"]);
  expect(second.headers["opc-next-page"]).toBeUndefined();
});

test("what is new is not seen at once, where a test wants it so", async () => {
  cloud.lag = { gets: 1, listSeconds: 4 };
  const { body } = await ask("POST", "vcns", net);
  const statuses = [await ask("GET", `vcns/${body.id}`), await ask("GET", `vcns/${body.id}`)].map((r) => r.status);
  expect(statuses).toEqual([404, 200]);
  expect((await ask("GET", list)).body).toEqual([]);
  expect((await ask("GET", list)).body).toHaveLength(1);
});

test.each([429, 409, 500, 503, 404, 401])("%i on demand, once, without an effect", async (status) => {
  cloud.faults.fail(({ route }) => route === "vcns", errorOf(status));
  const { status: answered, body } = await ask("POST", "vcns", net);
  expect([answered, Object.keys(body)]).toEqual([status, ["code", "message"]]);
  expect(cloud.inventory.all()).toEqual([]);
  expect((await ask("POST", "vcns", net)).status).toBe(200);
});

test("limits, shapes and images are told by domain", async () => {
  const asked = (limit: string, domain: number) =>
    ask(
      "GET",
      `services/compute/limits/${limit}/resourceAvailability?compartmentId=${tenancy}&availabilityDomain=${encodeURIComponent(cloud.account.domains[domain]?.name ?? "")}`,
    );
  expect((await asked("standard-e2-micro-core-count", 1)).body).toMatchObject({ available: 2, used: 0 });
  expect((await asked("standard-e2-micro-core-count", 0)).body).toMatchObject({ available: 0 });
  const shapes = async (domain: number) =>
    (
      await ask("GET", `shapes?compartmentId=${tenancy}&availabilityDomain=${cloud.account.domains[domain]?.name}`)
    ).body.map((one: { shape: string }) => one.shape);
  expect(await shapes(0)).not.toContain("VM.Standard.E2.1.Micro");
  expect(await shapes(1)).toContain("VM.Standard.E2.1.Micro");
});

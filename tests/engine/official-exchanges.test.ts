import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { CallRecord } from "../support/oracle-cloud/faults";
import { World } from "./world";

/**
 * Whole runs send the requests that Pulumi's own plugin sent for the same program against another server: method, path, names of the
 * query, names in the body, status, and how many. Recorded in a region with one domain; polls of one thing count once.
 */
const folder = resolve(__dirname, "../../packages/pulumi-offline/tests/contract/recorded");
const recorded = JSON.parse(readFileSync(join(folder, "oci-exchanges.json"), "utf8")) as Record<string, string[]>;

let world: World;
beforeAll(async () => {
  world = await World.make({ domains: [{ name: "Uocm:EU-FRANKFURT-1-AD-1", micros: 2, capacity: {} }] });
});
afterAll(() => world.close());

/** A request as the recording has it. */
function line({ method, target, body, status }: CallRecord): string {
  const url = new URL(target, "http://fake");
  const [, , ...parts] = url.pathname.split("/");
  const path = parts.map((part) => (part.startsWith("ocid1.") ? "ID" : part)).join("/");
  const query = [...url.searchParams.keys()].sort().join("&");
  const names = Object.keys(body as object).sort();
  return `${method} ${path}${query && `?${query}`}${names.length > 0 ? ` {${names}}` : ""} ${status}`;
}

/** What was not asked when the recording was made: the guard of later. */
const later =
  /^GET (services|shapes|publicIps\?compartmentId&lifetime&scope|loadBalancers|networkLoadBalancers|budgets)/;

function requests(): string[] {
  const { calls } = world.cloud.faults;
  const lines = calls.map((call) => line(call));
  const polled = (one: string, i: number) => one === lines[i - 1] && /^GET \w+\/ID /.test(one);
  return lines.filter((one, i) => !polled(one, i) && !later.test(one));
}

/** Requests that run side by side come in any order. */
const alike = (name: string) => {
  const sent = requests();
  const official = recorded[name]?.filter((one) => !later.test(one)) ?? [];
  expect([...sent].sort()).toEqual([...official].sort());
  const writes = (lines: readonly string[]) =>
    lines.filter((one) => /^(POST|PUT|DELETE) (instances|p|subnets)/.test(one));
  expect(writes(sent)).toEqual(writes(official));
};

async function run(work: () => Promise<{ code: number | null; output: string }>): Promise<void> {
  world.cloud.faults.reset();
  const { code, output } = await work();
  expect(code, output).toBe(0);
}

test("up", async () => {
  await run(() => world.up());
  alike("up");
});

test("up without a change, and refresh", async () => {
  await run(() => world.up());
  alike("unchanged");
  await run(() => world.refresh());
  alike("refresh");
});

test("a larger disk and another rule", async () => {
  world.configure({ sshFrom: ["192.0.2.0/24"], diskGb: 60 });
  await run(() => world.up());
  alike("disk and rules");
});

test("a rebuild", async () => {
  const args = ["up", "--yes", "--skip-preview", "--replace", "**oracle-machine"];
  await run(() => world.run(args, { FREEHOLD_REBUILD: "1" }));
  alike("rebuild");
});

test("destroy", async () => {
  await run(() => world.destroy());
  alike("destroy");
});

test("up, where the first launch fails by its work request", async () => {
  world.configure({});
  Object.assign(world.cloud.account, { capacityBy: "workRequest" });
  const [domain] = world.cloud.account.domains;
  if (domain) domain.capacity["VM.Standard.E2.1.Micro"] = 0;
  world.cloud.faults.onCall(({ route }) => {
    if (domain && route === "workRequests/errors") domain.capacity = {};
  });
  world.cloud.faults.calls = [];
  const up = await world.up({ FREEHOLD_TEST_WAIT: JSON.stringify({ first: 20, longest: 100, total: 60_000 }) });
  expect(up.code, up.output).toBe(0);
  alike("capacity by work request");
});

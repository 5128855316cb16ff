import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type Crowd, startCrowd } from "../support/nginx/crowd";
import { Front, page, type Reply } from "../support/nginx/front";
import type { Address } from "../support/nginx/raw";
import { until } from "../support/rehearsal/run";

const stored = { "Cache-Control": "public, s-maxage=600", "Content-Type": "text/csv" };
const large: Reply = { headers: stored, body: randomBytes(9_400_000) };
const longPage: Reply = { headers: { "Cache-Control": "s-maxage=600" }, body: "a page ".repeat(28_000) };

let front: Front;
/** nginx' address for each of four readers of the internet (RFC 5737). */
let ways: Address[] = [];
beforeAll(async () => {
  front = await Front.start("memory", "10.213.77.0/28", { tls: true });
  front.reply = ({ path }) => (path.startsWith("/static/") ? large : path.startsWith("/long") ? longPage : page);
  ways = ["192.0.2.16/28", "198.51.100.64/28", "203.0.113.64/28", "203.0.113.80/28"].map((net) => front.join(net));
});
afterAll(() => front.stop());

/** Both caches as full as they get: pages up to their share of /tmp between two rounds of nginx' cache manager. */
async function fillCaches(): Promise<void> {
  const files = Array.from({ length: 6 }, (_, i) => `/static/data-${i}.csv`);
  for (const path of ["/static/data.csv", ...files]) expect((await front.ask(path)).status).toBe(200);
  const pages = Array.from({ length: 150 }, (_, i) => front.ask(`/long-${i}`));
  for (const { status } of await Promise.all(pages)) expect(status).toBe(200);
}

/** 4,096 connections, 1,024 from each address, as the server's firewall allows. */
function crowdIn(): Promise<Crowd> {
  const [one, two, three, four] = ways as [Address, Address, Address, Address];
  return startCrowd([
    { to: one, kind: "header", count: 1024 },
    { to: two, kind: "header", count: 1024 },
    { to: three, kind: "header", count: 860 },
    { to: three, kind: "header that is too long", count: 164 },
    { to: four, kind: "header", count: 584 },
    { to: four, kind: "header by TLS", count: 300 },
    { to: four, kind: "slow reader", count: 40 },
    { to: four, kind: "slow reader by TLS", count: 20 },
    { to: four, kind: "slow reader, packed", count: 40 },
    { to: four, kind: "body", count: 40 },
  ]);
}

/** Somebody who reads beside the crowd what is stored and what is not, without a pause. */
function readBeside(): () => Promise<Record<string, number>> {
  const statuses: Record<string, number> = {};
  let stopped = false;
  const one = (path: string) =>
    front.ask(path).then(
      ({ status, body }) => (body === page.body ? status : "cut"),
      (error: Error) => error.message,
    );
  const reading = (async () => {
    for (let i = 0; !stopped; i++) {
      const status = await one(i % 2 ? "/" : `/new-${i}`);
      statuses[status] = (statuses[status] ?? 0) + 1;
    }
  })();
  return async () => {
    stopped = true;
    await reading;
    return statuses;
  };
}

const megabytes = (bytes: number) => Math.round(bytes / 1048576);

it("4,096 connections that cost most, full caches, slow readers and a reload in between fit into nginx' memory", async () => {
  await fillCaches();
  const stopReading = readBeside();
  const before = await front.memory();
  const first = await crowdIn();
  const held = await first.held();
  const one = await until("all that they sent has been read", 10, async () => {
    const memory = await front.memory();
    return megabytes(memory.used) > 150 ? memory : undefined;
  });
  await front.reload();
  // The old worker has the first crowd still.
  await until("the new worker", 10, async () => (await front.workers()) === 2 || undefined);
  const second = await crowdIn();
  const both = await front.memory();
  const workers = await front.workers();
  const statuses = await stopReading();
  await Promise.all([first.leave(), second.leave()]);

  const used = [before, one, both].map((memory) => megabytes(memory.used));
  console.log(`nginx' memory, MB: ${used.join(", ")} of ${megabytes(both.limit)}; beside: ${JSON.stringify(statuses)}`);
  expect(Object.keys(statuses)).toEqual(["200"]);
  expect(statuses[200]).toBeGreaterThan(50);
  expect(held).toBeGreaterThan(3900);
  expect(workers).toBe(2);
  // It was full, and not too full.
  expect(megabytes(both.used)).toBeGreaterThan(200);
  expect(both.used).toBeLessThan(both.limit);
  expect(both.kills).toBe(0);
  expect(front.log().error.filter((line) => !/notice/.test(line))).toEqual([]);
});

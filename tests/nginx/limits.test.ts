import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Front } from "../support/nginx/front";
import { type Answer, exchange } from "../support/nginx/raw";
import { until } from "../support/rehearsal/run";

/** One reader of the internet: documentation's own addresses (RFC 5737), which limits.conf limits. */
let front: Front;
beforeAll(async () => {
  front = await Front.start("limits", "203.0.113.16/28");
});
afterAll(() => front.stop());

/** How many of each status. */
const count = (answers: readonly Answer[]) => {
  const counts: Record<number, number> = {};
  for (const { status } of answers) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
};
/** Many requests on one connection, so that they come faster than any limit. */
const burst = async (lines: string, times: number, to = front) => {
  const last = lines.replace("Host:", "Connection: close\r\nHost:");
  return (await exchange(to.address, lines.repeat(times - 1) + last, { silenceMs: 5000 })).answers;
};
const get = (path: string) => `GET ${path} HTTP/1.1\r\nHost: blog.test\r\n\r\n`;
const calm = () =>
  until("the burst is forgotten", 30, async () => (await front.ask("/search?calm")).status === 200 || undefined);

describe("a flood from one address", () => {
  it("of pages from the cache gets 400 at once and then 429 with Retry-After, a page of its own, and no line at error", async () => {
    const answers = await burst(get("/"), 1200);
    const counts = count(answers);
    expect(Object.keys(counts)).toEqual(["200", "429"]);
    expect(counts[200]).toBeGreaterThanOrEqual(400);
    const refused = answers.find(({ status }) => status === 429) as Answer;
    expect(refused.headers.get("retry-after")).toEqual(["5"]);
    expect(refused.headers.get("cache-control")).toEqual(["no-store"]);
    expect(refused.body).toContain("<h1>A little slower, please</h1>");
    expect(front.log().error.filter((line) => !/notice/.test(line))).toEqual([]);
    expect(front.log().access.filter((line) => line["status"] === 429 && line["requests"] !== 256)).toEqual([]);
    await calm();
  });

  it.each([
    ["questions", get("/search?q=x")],
    ["methods that no cache answers", "DELETE / HTTP/1.1\r\nHost: blog.test\r\n\r\n"],
    ["checks as a release makes them", "GET / HTTP/1.1\r\nHost: blog.test\r\nX-Freehold-Check: 1\r\n\r\n"],
  ])("of %s gets to Python 40 times at most and a little", async (_, lines) => {
    const reached = await front.reached(() => burst(lines, 300));
    expect(reached).toBeLessThan(100);
    await calm();
  });
});

describe("a flood that nothing came before", () => {
  // What the floods above have left of the limit for all requests would count, too.
  let fresh: Front;
  beforeAll(async () => {
    fresh = await Front.start("reports", "203.0.113.32/28");
  });
  afterAll(() => fresh.stop());

  it("of reports gets 10 into the log and a few, and pages still come", async () => {
    const report = "POST /csp-report HTTP/1.1\r\nHost: blog.test\r\nContent-Length: 2\r\n\r\n{}";
    let answers: readonly Answer[] = [];
    const reached = await fresh.reached(async () => {
      answers = await burst(report, 100, fresh);
    });
    expect(reached).toBeGreaterThanOrEqual(11);
    expect(reached).toBeLessThan(20);
    expect(count(answers)[429]).toBe(100 - reached);
    expect((await fresh.ask("/")).status).toBe(200);
  });
});

it("slow senders: of 150 bodies at once from one reader most are not waited for", async () => {
  const body = "POST / HTTP/1.1\r\nHost: blog.test\r\nContent-Length: 10\r\n\r\nx";
  const all = Promise.all(
    Array.from({ length: 150 }, () => exchange(front.address, [body, "x"], { pauseMs: 1500, silenceMs: 300 })),
  );
  const statuses = count((await all).flatMap(({ answers }) => answers));
  expect(Object.keys(statuses)).toEqual(["429"]);
  expect(statuses[429]).toBeGreaterThanOrEqual(100);
});

it("a header or a body that comes by drops is ended, and meanwhile another reader is answered", async () => {
  const drops = (first: string) => [first, ...Array.from({ length: 30 }, () => "A")];
  const slow = Array.from({ length: 200 }, (_, i) =>
    exchange(front.address, drops(i % 2 ? "GET / HTTP/1.1\r\nHost: blog.test\r\nX: " : "GET"), {
      pauseMs: 600,
      silenceMs: 15_000,
    }),
  );
  expect((await front.ask("/")).status).toBe(200);
  const ended = await Promise.all(slow);
  expect(new Set(ended.map((one) => one.ended))).toEqual(new Set(["closed"]));
  expect(ended.flatMap(({ answers }) => answers)).toEqual([]);
});

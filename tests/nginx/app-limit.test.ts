import { afterAll, beforeAll, expect, it } from "vitest";
import { Front, page, type Reply, type Seen } from "../support/nginx/front";
import { type Answer, exchange } from "../support/nginx/raw";
import { until } from "../support/rehearsal/run";

/** One reader of the internet (RFC 5737), whom limits.conf limits. */
let front: Front;
beforeAll(async () => {
  front = await Front.start("app-limit", "203.0.113.16/28");
});
afterAll(() => front.stop());

const missing: Reply = { status: 404, headers: { "Cache-Control": "no-store" }, body: "none" };
const found = ({ path }: Seen): Reply => (path.startsWith("/page") ? page : missing);

let number = 0;
const fresh = () => `${Date.now().toString(16)}${number++}`;
const hash = () => (number++ * 7919 + 0x1234500000).toString(16).slice(-10).padStart(10, "0");
const get = (path: string, more = "") => `GET ${path} HTTP/1.1\r\nHost: blog.test\r\n${more}\r\n`;
const times = <T>(length: number, one: (index: number) => T) => Array.from({ length }, (_, i) => one(i));

const count = (answers: readonly Answer[]) => {
  const statuses: Record<number, number> = {};
  for (const { status } of answers) statuses[status] = (statuses[status] ?? 0) + 1;
  return statuses;
};

/**
 * Sends them over `connections` connections, as fast as they go. What reaches the app meanwhile, each try counted, is at most 40 and
 * 10 for each second. Gives the answers' statuses.
 */
async function flood(requests: readonly string[], connections = 4, reply = found): Promise<Record<number, number>> {
  front.reply = found;
  await until("one more may pass", 30, async () => (await front.ask("/search?calm")).status !== 429 || undefined);
  front.reply = reply;
  const shares = times(connections, (share) => requests.filter((_, i) => i % connections === share).join(""));
  const [before, start] = [front.seen.length, Date.now()];
  const all = await Promise.all(shares.map((text) => exchange(front.address, text, { silenceMs: 1300 })));
  const [reached, seconds] = [front.seen.length - before, (Date.now() - start) / 1000];
  expect(reached).toBeLessThanOrEqual(41 + 10 * seconds);
  return count(all.flatMap(({ answers }) => answers));
}

const floods: [string, string[]][] = [
  ["unknown paths", times(100, () => get(`/nothing-${fresh()}`))],
  ["unknown hosts", times(100, () => get("/page").replace("blog.test", `h${fresh()}.test`))],
  ["addresses as to a proxy", times(100, () => get(`http://h${fresh()}.test/page`))],
  ["dots", times(100, (i) => get(`/${"./".repeat(i)}page-${fresh()}`))],
  ["slashes", times(100, (i) => get(`${"/".repeat(i + 1)}page`))],
  ["percent-encoding", times(100, () => get(`/%70age-${fresh()}`))],
  ["query strings", times(100, () => get(`/page?${fresh()}`))],
  ["searches", times(100, () => get(`/search?q=${fresh()}`))],
  ["checks as a release makes them", times(100, () => get("/page", "X-Freehold-Check: 1\r\n"))],
  ["conditional requests", times(100, () => get(`/page-${fresh()}`, 'If-None-Match: "abc"\r\n'))],
  ["parts", times(100, () => get(`/page-${fresh()}`, "Range: bytes=0-1\r\n"))],
  ["cookies", times(100, () => get(`/page-${fresh()}`, `Cookie: session=${fresh()}\r\n`))],
  ["a GET with a body", times(100, () => `${get("/page", "Content-Length: 1\r\n")}x`)],
  ["POST", times(100, () => `${get("/page", "Content-Length: 1\r\n").replace("GET", "POST")}x`)],
  ["DELETE", times(100, () => get("/page").replace("GET", "DELETE"))],
  ["OPTIONS", times(100, () => get("/page").replace("GET", "OPTIONS"))],
];

it.each(floods)("a flood of %s reaches the app as often as the limit allows", async (_, requests) => {
  expect((await flood(requests))[429]).toBeGreaterThanOrEqual(40);
});

const files: [string, string[]][] = [
  ["that nobody has", times(150, () => get(`/static/style.${hash()}.css`))],
  ["without a hash that nobody has", times(150, () => get(`/static/style-${fresh()}.css`))],
  ["that a release checks", times(150, () => get(`/static/a.${hash()}.css`, "X-Freehold-Check: 1\r\n"))],
];
it.each(files)("a flood of files %s waits for its turn", async (_, requests) => {
  expect((await flood(requests, requests.length))[429]).toBeGreaterThanOrEqual(40);
});

it.each(["GET", "HEAD", "POST", "PATCH", "PUT", "DELETE", "OPTIONS"])(
  "a flood of %s that kills every task reaches the tasks as often as the limit allows",
  async (method) => {
    await flood(
      times(100, () => get(`/page-${fresh()}`).replace("GET", method)),
      4,
      () => ({ dies: true }),
    );
  },
);

it("a page that has a copy is given 100 times a second, and none of them reaches the app", async () => {
  front.reply = () => page;
  // The limit for all requests has filled up by now.
  await until("a copy", 30, async () => (await front.ask("/page-kept")).status === 200 || undefined);
  const reached = await front.reached(async () => {
    const { answers } = await exchange(front.address, get("/page-kept").repeat(100), { silenceMs: 1000 });
    expect(count(answers)).toEqual({ 200: 100 });
  });
  expect(reached).toBe(0);
});

it("forty pages at once are no flood, nor is a page with a hundred figures, all new", async () => {
  front.reply = () => ({ ...page, headers: { "Cache-Control": "public, max-age=31536000, immutable" } });
  await new Promise((calm) => setTimeout(calm, 4500));
  const pages = times(40, () => front.ask(`/page-${fresh()}`));
  expect(count(await Promise.all(pages))).toEqual({ 200: 40 });
  await new Promise((calm) => setTimeout(calm, 4500));
  const figures = times(99, () => front.ask(`/static/figure.${hash()}.png`));
  expect(count(await Promise.all(figures))).toEqual({ 200: 99 });
});

import { afterAll, beforeAll, expect, it } from "vitest";
import { Front } from "../support/nginx/front";
import { exchange } from "../support/nginx/raw";
import { until } from "../support/rehearsal/run";

/** Tells what the log would say of an address: only here may a reader choose it. */
const network = `server {
  listen 8080;
  server_name network.test;
  set_real_ip_from 0.0.0.0/0;
  real_ip_header X-Test-Address;
  return 200 $freehold_network;
}`;

let front: Front;
beforeAll(async () => {
  front = await Front.start("log", undefined, { more: network });
});
afterAll(() => front.stop());

/** The log's line of one request, by its id. */
async function lineOf(path: string, headers: Record<string, string> = {}): Promise<Record<string, unknown>> {
  const id = (await front.ask(path, { headers })).headers.get("x-request-id")?.[0];
  return until("the line", 10, () => front.log().access.find((line) => line["id"] === id));
}

it("is a line of JSON, without the reader's address, the question, or where on another site the reader came from", async () => {
  const line = await lineOf("/search?q=my+illness", {
    Referer: "https://mail.test/inbox?user=ada",
    "User-Agent": "Browser/1.0",
  });
  expect(line).toMatchObject({
    requests: 1,
    network: "10.213.77.0/24",
    method: "GET",
    path: "/search",
    protocol: "HTTP/1.1",
    status: 200,
    bytes: 0 + Number(line["bytes"]),
    cache: "BYPASS",
    appStatus: "200",
    referrer: "https://mail.test",
    agent: "Browser/1.0",
  });
  expect(Object.keys(line).sort()).toEqual(
    "agent app appSeconds appStatus bytes cache id method network path protocol referrer requests seconds status time".split(
      " ",
    ),
  );
  expect(JSON.stringify(line)).not.toMatch(/illness|ada|inbox|10\.213\.77\.[1-9]/);
});

it.each([
  ["203.0.113.77", "203.0.113.0/24"],
  ["2001:db8:1:2:3:4:5:6", "2001:db8:1::/48"],
  ["2001:db8:1::6", "2001:db8:1::/48"],
  ["2001:db8::6", "2001:db8::/48"],
  ["2001::6", "2001::/48"],
  ["::1", "::/48"],
  ["::ffff:203.0.113.77", "203.0.113.0/24"],
])("%s is told as %s", async (address, told) => {
  const answer = await front.ask("/", { headers: { Host: "network.test", "X-Test-Address": address } });
  expect(answer.body).toBe(told);
});

it.each(['"},{"x":"', "\\", "a\xff\xfeb", "\x1b[31m", "é", "x".repeat(3000)])(
  "stays JSON with %j in it",
  async (text) => {
    const line = await lineOf(`/${encodeURIComponent(text.slice(0, 900))}`, { "User-Agent": text, Referer: text });
    expect(String(line["agent"]).length).toBeLessThanOrEqual(200);
    expect(line["referrer"]).toBe("");
  },
);

it("stays JSON for requests that are none", async () => {
  for (const bytes of ["\x00\xff\r\n\r\n", "GET /\xff HTTP/1.1\r\nHost: a\r\n\r\n", 'GET "\\ HTTP/1.1\r\n\r\n'])
    await exchange(front.address, bytes);
  await lineOf("/last");
  expect(front.log().error.filter((line) => !/notice/.test(line))).toEqual([]);
});

it("logs each page that is read, and of the rest one in 16, which stands for 16; all where the app had a part", async () => {
  const { host, port } = front.address;
  const get = (path: string) => `GET ${path} HTTP/1.1\r\nHost: ${host}:${port}\r\n\r\n`;
  await exchange(front.address, get("/often"));
  await exchange(front.address, get("/often").repeat(232));
  await exchange(front.address, get("/static/often.css").repeat(200));
  await lineOf("/after?");
  const of = (path: string) => front.log().access.filter((line) => line["path"] === path);
  const hits = of("/often").filter((line) => line["cache"] === "HIT");
  expect(of("/often").filter((line) => line["cache"] === "MISS")).toMatchObject([{ requests: 1 }]);
  // Some of the first 32 may have met the copy's end: the app had a part in them.
  expect(hits.filter((line) => line["requests"] === 1).length).toBeGreaterThan(25);
  for (const lines of [hits, of("/static/often.css").filter((line) => line["cache"] === "HIT")]) {
    const some = lines.filter((line) => line["requests"] !== 1);
    expect(some.every((line) => line["requests"] === 16 && String(line["id"]).endsWith("0"))).toBe(true);
    expect(some.length).toBeGreaterThan(0);
    expect(some.length).toBeLessThan(60);
    expect(lines.length - some.length).toBeLessThanOrEqual(32);
  }
});

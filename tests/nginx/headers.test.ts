import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { Front, page } from "../support/nginx/front";
import { type Answer, exchange } from "../support/nginx/raw";

let front: Front;
beforeAll(async () => {
  front = await Front.start("headers");
});
beforeEach(() => {
  front.reply = () => page;
});
afterAll(() => front.stop());

const always = {
  "x-content-type-options": ["nosniff"],
  "referrer-policy": ["strict-origin-when-cross-origin"],
  "x-frame-options": ["DENY"],
  "cross-origin-opener-policy": ["same-origin"],
  "permissions-policy": ["camera=(), geolocation=(), microphone=(), browsing-topics=()"],
  server: ["nginx"],
};

/** Every answer has each once, a policy, an id, and does not say which nginx. */
function expectGuarded(answer: Answer): void {
  for (const [name, value] of Object.entries(always)) expect([name, answer.headers.get(name)]).toEqual([name, value]);
  expect(answer.headers.get("content-security-policy")).toHaveLength(1);
  expect(answer.headers.get("x-request-id")?.[0]).toMatch(/^[0-9a-f]{32}$/);
  expect(answer.headers.get("x-request-id")).toHaveLength(1);
  expect(answer.body).not.toMatch(/nginx\/\d/);
}

const raw = async (text: string | readonly string[]) => {
  const { answers } = await exchange(front.address, text);
  return answers[0] as Answer;
};

describe("security headers are on", () => {
  it.each<[string, number, () => Promise<Answer>]>([
    ["a page", 200, () => front.ask("/")],
    ["a page from the cache", 200, () => front.ask("/")],
    ["an unchanged page", 304, () => front.ask("/", { headers: { "If-None-Match": '"abc"' } })],
    ["the release", 200, () => front.ask("/release.json")],
    ["a POST to the release", 405, () => front.ask("/release.json", { method: "POST", body: "x" })],
    ["a dot file", 404, () => front.ask("/static/.env")],
    ["TRACE", 405, () => front.ask("/", { method: "TRACE" })],
    ["CONNECT", 405, () => front.ask("/", { method: "CONNECT" })],
    ["CONNECT as to a proxy", 400, () => raw("CONNECT example.org:443 HTTP/1.1\r\nHost: example.org\r\n\r\n")],
    ["a method nobody knows", 405, () => front.ask("/", { method: "BREW" })],
    ["a GET of the report route", 405, () => front.ask("/csp-report")],
    ["a body that is too big", 413, () => raw("POST / HTTP/1.1\r\nHost: blog.test\r\nContent-Length: 65537\r\n\r\n")],
    ["a report that is too big", 413, () => front.ask("/csp-report", { method: "POST", body: "x".repeat(16_385) })],
    ["an address that is too long", 414, () => front.ask(`/${"x".repeat(5000)}`)],
    ["a header that is too long", 400, () => front.ask("/", { headers: { X: "x".repeat(5000) } })],
    ["no Host", 400, () => raw("GET / HTTP/1.1\r\n\r\n")],
    ["two Hosts", 400, () => front.ask("/", { headers: { Host: ["blog.test", "evil.test"] } })],
    ["a host that is none", 400, () => front.ask("/", { headers: { Host: "<script>" } })],
    ["no request at all", 400, () => raw("\x16\x03\x01\x02\x00\x01\x00\r\n\r\n")],
    ["a transfer encoding nobody knows", 501, () => front.ask("/", { headers: { "Transfer-Encoding": "gzip" } })],
    ["a version nobody knows", 505, () => raw("GET / HTTP/3.0\r\nHost: blog.test\r\n\r\n")],
  ])("%s: %i", async (_, status, get) => {
    const answer = await get();
    expect(answer.status).toBe(status);
    expectGuarded(answer);
  });

  it("the app's own failures, which nobody may keep", async () => {
    front.reply = () => ({ status: 500, headers: { "Content-Type": "text/html" }, body: "it broke" });
    const answer = await front.ask("/broken");
    expect([answer.status, answer.body]).toEqual([500, "it broke"]);
    expectGuarded(answer);
  });

  it("nginx's own page in the place of an app that is gone, with the hash of its style", async () => {
    front.reply = () => ({ status: 503, body: "no" });
    const answer = await front.ask("/static/gone.0123456789.css");
    expect(answer.status).toBe(503);
    expect(answer.body).toContain("<h1>Back in a moment</h1>");
    expect(answer.headers.get("retry-after")).toEqual(["10"]);
    expect(answer.headers.get("content-security-policy")?.[0]).toContain("style-src 'sha256-");
    expectGuarded(answer);
  });
});

describe("the policy", () => {
  it("is the app's where it has one", async () => {
    const answer = await front.ask("/with-policy");
    expect(answer.headers.get("content-security-policy")).toEqual(["default-src 'none'; style-src 'self'"]);
  });

  it("lets an app without one load its own files, from the cache, too", async () => {
    const { "Content-Security-Policy": _, ...headers } = page.headers ?? {};
    front.reply = () => ({ ...page, headers });
    for (let i = 0; i < 2; i++)
      expect((await front.ask("/without-policy")).headers.get("content-security-policy")).toEqual([
        "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
      ]);
  });

  it("names the one style of nginx's own pages", () => {
    const nginx = resolve(__dirname, "../../nginx");
    const named = new Set(readFileSync(join(nginx, "conf/headers.conf"), "utf8").match(/sha256-[^']+/g));
    const styles = readdirSync(join(nginx, "errors")).map((file) => {
      const html = readFileSync(join(nginx, "errors", file), "utf8");
      const style = /<style>(.*?)<\/style>/s.exec(html)?.[1] ?? "";
      return `sha256-${createHash("sha256").update(style).digest("base64")}`;
    });
    expect(new Set(styles)).toEqual(named);
  });
});

it("an app's other choice of a header is passed on, once", async () => {
  front.reply = () => ({ ...page, headers: { ...page.headers, "X-Frame-Options": "SAMEORIGIN", Server: "gunicorn" } });
  const answer = await front.ask("/own-choice");
  expect(answer.headers.get("x-frame-options")).toEqual(["SAMEORIGIN"]);
  expect(answer.headers.get("server")).toEqual(["nginx"]);
});

it("405 says what is allowed; nginx's own answers are kept by nobody", async () => {
  expect((await front.ask("/csp-report")).headers.get("allow")).toEqual(["POST"]);
  expect((await front.ask("/", { method: "TRACE" })).headers.get("allow")).toEqual(["GET, HEAD, POST"]);
  expect((await front.ask("/release.json")).headers.get("cache-control")).toEqual(["no-store"]);
});

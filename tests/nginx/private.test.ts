import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { Front, type Reply, type Seen } from "../support/nginx/front";
import type { Answer } from "../support/nginx/raw";

let front: Front;
beforeAll(async () => {
  front = await Front.start("private");
});
afterAll(() => front.stop());

const alice = { Authorization: "Bearer ALICE", Cookie: "session=alice" };
const readers: [string, Record<string, string>][] = [
  ["Authorization", { Authorization: alice.Authorization }],
  ["a cookie", { Cookie: alice.Cookie }],
  ["both", alice],
  ["neither", { "User-Agent": "alice" }],
];
const later = "Wed, 25 Nov 2037 00:00:00 GMT";
type Headers = NonNullable<Reply["headers"]>;

/** What an app may say of its answer, and whether another reader may get it. RFC 9111, 3 and 3.5; docs/your-app.md. */
const answers: [string, boolean, Headers][] = [
  ["nothing", false, {}],
  ["max-age", false, { "Cache-Control": "max-age=60" }],
  ["max-age and immutable", false, { "Cache-Control": "max-age=60, immutable" }],
  ["Expires", false, { Expires: later }],
  ["Last-Modified", false, { "Last-Modified": "Sat, 03 Jan 2026 10:00:00 GMT" }],
  ["public alone", false, { "Cache-Control": "public" }],
  ["public and Expires", false, { "Cache-Control": "public", Expires: later }],
  ["public of no time", false, { "Cache-Control": "public, max-age=0" }],
  ["s-maxage of no time", false, { "Cache-Control": "public, max-age=60, s-maxage=0" }],
  ["X-Accel-Expires", false, { "X-Accel-Expires": "60" }],
  ["X-Accel-Expires and private", false, { "X-Accel-Expires": "60", "Cache-Control": "private" }],
  ["X-Accel-Expires and no-store", false, { "X-Accel-Expires": "@1893456000", "Cache-Control": "no-store" }],
  ["private", false, { "Cache-Control": "private, max-age=60" }],
  ["private and s-maxage", false, { "Cache-Control": "private, s-maxage=60" }],
  ["private of a header", false, { "Cache-Control": 's-maxage=60, private="x-user"' }],
  ["no-store", false, { "Cache-Control": "no-store" }],
  ["no-store and s-maxage", false, { "Cache-Control": "s-maxage=60, no-store" }],
  ["no-cache and public", false, { "Cache-Control": "public, no-cache, max-age=60" }],
  ["no-cache of a header", false, { "Cache-Control": 'public, max-age=60, no-cache="set-cookie"' }],
  ["must-revalidate", false, { "Cache-Control": "s-maxage=60, must-revalidate" }],
  ["proxy-revalidate", false, { "Cache-Control": "public, max-age=60, proxy-revalidate" }],
  ["private in a second line", false, { "Cache-Control": ["s-maxage=60", "private"] }],
  ["no-store in a second line", false, { "Cache-Control": ["public, max-age=60", "no-store"] }],
  ["a word that only ends so", false, { "Cache-Control": "x-s-maxage=60" }],
  ["a word that only begins so", false, { "Cache-Control": "publicly, max-age=60" }],
  ["a time that is none", false, { "Cache-Control": "s-maxage=soon, max-age=60" }],
  ["a negative time", false, { "Cache-Control": "s-maxage=-60" }],
  ["Pragma", false, { Pragma: "no-cache" }],
  ["Vary: *", false, { "Cache-Control": "s-maxage=60", Vary: "*" }],
  ["Vary: X-Forwarded-For", false, { "Cache-Control": "s-maxage=60", Vary: "Accept, X-Forwarded-For" }],
  ["Vary: X-Request-Id", false, { "Cache-Control": "s-maxage=60", Vary: ["Accept", "x-request-id"] }],
  ["Set-Cookie", false, { "Cache-Control": "s-maxage=60", "Set-Cookie": "session=new" }],
  ["Set-Cookie and public", false, { "Cache-Control": "public, max-age=60", "Set-Cookie": ["a=b", "c=d"] }],
  ["a length of more than 256 kB", false, { "Cache-Control": "s-maxage=60", "X-Test-Fill": "260000" }],
  ["s-maxage", true, { "Cache-Control": "s-maxage=60" }],
  ["s-maxage and max-age of no time", true, { "Cache-Control": "max-age=0, s-maxage=60" }],
  ["s-maxage, as some write it", true, { "Cache-Control": "Public,S-MaxAge=60" }],
  ["public", true, { "Cache-Control": "public, max-age=60" }],
  ["public at the end", true, { "Cache-Control": "max-age=60, immutable, public" }],
  ["public in a second line", true, { "Cache-Control": ["max-age=60", "public"] }],
  ["s-maxage and an Expires that is over", true, { "Cache-Control": "s-maxage=60", Expires: "0" }],
  ["s-maxage and Pragma", true, { "Cache-Control": "s-maxage=60", Pragma: "no-cache" }],
  ["a length of 250 kB", true, { "Cache-Control": "s-maxage=60", "X-Test-Fill": "250000" }],
];

const whose = ({ headers }: Seen) =>
  `${headers.authorization ?? ""} ${headers.cookie ?? ""} ${headers["user-agent"] ?? ""}`.trim() || "nobody";
const body = ({ body }: Answer) => body.trim();
let number = 0;
let path = "";
beforeEach(() => {
  path = `/me-${number++}`;
});
const reply = (headers: Headers) => {
  front.reply = (seen) => {
    const { "X-Test-Fill": fill = "0", ...own } = headers;
    return { headers: own, body: whose(seen).padEnd(Number(fill)) };
  };
};
const named = (headers: Record<string, string>) =>
  [headers["Authorization"], headers["Cookie"], headers["User-Agent"]].filter(Boolean).join(" ");

describe.each(readers)("a request with %s", (_, own) => {
  it.each(answers)("and an answer that says %s: shared %s", async (_, shared, headers) => {
    reply(headers);
    expect(body(await front.ask(path, { headers: own }))).toBe(named(own));
    expect(body(await front.ask(path))).toBe(shared ? named(own) : "nobody");
    path += "-turned";
    expect(body(await front.ask(path))).toBe("nobody");
    expect(body(await front.ask(path, { headers: own }))).toBe(shared ? "nobody" : named(own));
  });
});

it.each(["GET", "HEAD"])("Vary keeps readers apart, in one line or in two (%s)", async (method) => {
  for (const Vary of ["Cookie", "Accept-Language, Cookie, Authorization", ["Accept-Language", "Cookie"]]) {
    path += "-";
    reply({ "Cache-Control": "s-maxage=60", Vary });
    await front.ask(path, { headers: alice, method });
    expect(body(await front.ask(path))).toBe("nobody");
    expect(body(await front.ask(path, { headers: { ...alice, Cookie: "session=bob" } }))).toContain("bob");
    expect(body(await front.ask(path, { headers: alice }))).toBe(named(alice));
  }
});

it.each([
  ["fails", { status: 500, body: "broken" }],
  ["is gone", { dies: true }],
  ["is too slow to be reached", { status: 504, body: "late" }],
])("an app that %s gets nobody another reader's answer", async (_, failure) => {
  for (const headers of [{}, { "Cache-Control": "max-age=1" }, { "Cache-Control": "private, stale-if-error=3600" }]) {
    path += "-";
    reply(headers);
    await front.ask(path, { headers: alice });
    front.reply = () => failure;
    const { status, body: got } = await front.ask(path);
    expect(status).toBeGreaterThanOrEqual(500);
    expect(got).not.toContain("alice");
  }
});

it("an answer without a length, which might never end, is not stored", async () => {
  reply({ "Cache-Control": "s-maxage=60", "Transfer-Encoding": "chunked" });
  await front.ask(path, { headers: alice });
  expect(body(await front.ask(path))).not.toContain("alice");
});

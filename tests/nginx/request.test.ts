import { afterAll, beforeAll, expect, it } from "vitest";
import { Front, page, type Seen } from "../support/nginx/front";
import { exchange } from "../support/nginx/raw";

let front: Front;
beforeAll(async () => {
  front = await Front.start("request");
});
afterAll(() => front.stop());

/** What the app sees of one request. */
async function seen(path: string, headers: Record<string, string> = {}): Promise<Seen> {
  expect(await front.reached(() => front.ask(path, { headers }))).toBe(1);
  return front.seen.at(-1) as Seen;
}

it("the app is told the reader's address, the protocol and the request's id, whatever the reader says of them", async () => {
  const answer = await front.ask("/told", {
    headers: {
      "X-Forwarded-For": "1.2.3.4",
      "X-Forwarded-Proto": "https",
      "X-Request-Id": "evil",
      "X-Real-IP": "1.2.3.4",
      Forwarded: "for=1.2.3.4",
    },
  });
  const { headers } = front.seen.at(-1) as Seen;
  expect(headers["x-forwarded-for"]).toBe("10.213.77.1");
  expect(headers["x-forwarded-proto"]).toBe("http");
  expect(headers["x-request-id"]).toMatch(/^[0-9a-f]{32}$/);
  expect(answer.headers.get("x-request-id")).toEqual([headers["x-request-id"]]);
  expect([headers["x-real-ip"], headers.forwarded]).toEqual([undefined, undefined]);
});

it("no header of a proxy or of another method reaches the app, which would be in the page for all", async () => {
  const names = [
    "X-Forwarded-Host",
    "X-Forwarded-Port",
    "X-Forwarded-Prefix",
    "X-Forwarded-Server",
    "X-Forwarded-Scheme",
    "X-Host",
    "X-Original-URL",
    "X-Rewrite-URL",
    "X-HTTP-Method-Override",
    "X-Script-Name",
    "Script-Name",
    "SCRIPT_NAME",
    "X_Forwarded_Host",
    "Proxy",
    "Upgrade",
    "TE",
    "Accept-Encoding",
  ];
  const { headers } = await seen("/poison", Object.fromEntries(names.map((name) => [name, "evil"])));
  expect(Object.keys(headers).sort()).toEqual([
    "connection",
    "host",
    "x-forwarded-for",
    "x-forwarded-proto",
    "x-request-id",
  ]);
  expect(JSON.stringify(headers)).not.toContain("evil");
});

it.each([
  ["blog.test", "blog.test"],
  ["Blog.TEST:8080", "blog.test:8080"],
  ["blog.test.", "blog.test"],
  ["blog.test:80evil", "blog.test"],
  ["[2001:db8::1]:8080", "[2001:db8::1]:8080"],
])("host %s is %s for the app", async (given, told) => {
  expect((await seen(`/host?${given}`, { Host: given })).headers.host).toBe(told);
});

it.each(["<script>", "a b", 'a"b', "a/b", "a\\b", "a'b", "a@b", "a\x7fb", "\xff", "a,b", "%00"])(
  "host %j reaches no app",
  async (host) => {
    expect(
      await front.reached(async () => expect((await front.ask("/", { headers: { Host: host } })).status).toBe(400)),
    ).toBe(0);
  },
);

it("a host longer than any name reaches no app", async () => {
  expect((await front.ask("/", { headers: { Host: "a".repeat(254) } })).status).toBe(400);
});

it("an address of any length is answered, though the cache writes it into the buffer for the app's header", async () => {
  // The blog's own has as much; up to 256 bytes nginx leaves room by itself.
  front.reply = () => ({ ...page, headers: { ...page.headers, "X-More": "x".repeat(300) } });
  for (let length = 2900; length <= 4050; length += 50)
    for (const query of ["", "?"])
      expect([length, (await front.ask(`/${"a".repeat(length)}${query}`)).status]).toEqual([length, 200]);
  expect((await front.ask(`/${"a".repeat(4100)}`)).status).toBe(414);
});

it("an absolute address counts before Host, as the standard says", async () => {
  await exchange(front.address, "GET http://one.test/abs HTTP/1.1\r\nHost: two.test\r\nConnection: close\r\n\r\n");
  expect(front.seen.at(-1)).toMatchObject({ path: "/abs", headers: { host: "one.test" } });
});

it("what is kept under one host is not shown under another", async () => {
  front.reply = ({ headers }) => ({ headers: { "Cache-Control": "s-maxage=60" }, body: String(headers.host) });
  expect((await front.ask("/mine", { headers: { Host: "evil.test" } })).body).toBe("evil.test");
  expect((await front.ask("/mine")).body).toBe("blog.test");
  expect((await front.ask("/mine", { headers: { Host: "BLOG.test" } })).body).toBe("blog.test");
});

it.each(["/.git/config", "/.env", "/static/.htaccess", "/%2egit/config", "/a/..%2f.git/config", "//.git"])(
  "%s is not even asked for",
  async (path) => {
    expect(await front.reached(async () => expect((await front.ask(path)).status).toBe(404))).toBe(0);
  },
);

it("/.well-known/ is", async () => {
  expect((await seen("/.well-known/security.txt")).path).toBe("/.well-known/security.txt");
});

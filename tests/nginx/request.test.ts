import { afterAll, beforeAll, expect, it } from "vitest";
import { Front, page, type Seen } from "../support/nginx/front";
import { exchange } from "../support/nginx/raw";

let front: Front;
beforeAll(async () => {
  front = await Front.start("request");
});
afterAll(() => front.stop());

/** What the app sees of one request. */
async function seen(path: string, headers: Record<string, string | string[]> = {}): Promise<Seen> {
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

it("what a browser and its scripts send reaches the app, and nothing else does", async () => {
  const sent = {
    Accept: "text/html",
    "Accept-Language": "de",
    Authorization: "Bearer a",
    Cookie: "a=b",
    "Content-Type": "text/plain",
    Origin: "https://blog.test",
    Referer: "https://blog.test/",
    "User-Agent": "Browser/1.0",
    "X-Requested-With": "XMLHttpRequest",
    "X-CSRFToken": "c",
    "HX-Request": "true",
  };
  const { headers } = await seen("/headers?1", {
    ...sent,
    "X-Client-IP": "evil",
    "X-Anything": "evil",
    "X-Freehold-Passes": "1",
    "X-Freehold-Task": "evil",
    "If-None-Match": '"evil"',
    Range: "bytes=0-1",
  });
  expect(headers).toEqual({
    ...Object.fromEntries(Object.entries(sent).map(([name, value]) => [name.toLowerCase(), value])),
    connection: "close",
    host: "blog.test",
    "x-forwarded-for": "10.213.77.1",
    "x-forwarded-proto": "http",
    "x-request-id": expect.stringMatching(/^[0-9a-f]{32}$/),
  });
});

it("a header that came twice reaches the app once", async () => {
  const { headers } = await seen("/twice?1", { "Content-Type": ["a/a", "b/b"], Cookie: ["a=1", "b=2"] });
  expect([headers["content-type"], headers.cookie]).toEqual(["a/a, b/b", "a=1; b=2"]);
});

it("64 lines of header are read, 65 are not", async () => {
  const lines = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, i) => [`X-${i}`, "a"]));
  // With Host and Connection.
  expect((await front.ask("/lines", { headers: lines(62) })).status).toBe(200);
  expect((await front.ask("/lines", { headers: lines(63) })).status).toBe(400);
});

/** Those that Gunicorn refuses, with a page of its own and the whole address in its log; a line feed or a return ends the line. */
const refused = Array.from({ length: 256 }, (_, i) => i).filter((i) => (i < 0x21 || i > 0x7e) && i !== 10 && i !== 13);

it.each([
  ["a path", (byte: string) => `/a${byte}b`],
  ["a question", (byte: string) => `/a?q=${byte}b`],
  ["the first place", (byte: string) => `${byte}b/a`],
  ["a file's path", (byte: string) => `/static/a${byte}.css`],
])("no byte beside printable ASCII in %s of an address reaches the app", async (_, address) => {
  const reached = await front.reached(async () => {
    for (const byte of refused) {
      const line = `GET ${address(String.fromCharCode(byte))} HTTP/1.1\r\nHost: blog.test\r\nConnection: close\r\n\r\n`;
      const { answers } = await exchange(front.address, line);
      expect([byte, answers.map(({ status }) => status)]).toEqual([byte, [400]]);
    }
  });
  expect(reached).toBe(0);
});

it.each(["/%C3%BC", "/%ff%fe", "/a?q=%E2%98%83", "/%7f", "/a|b", '/"<>^`{}'])(
  "%s reaches the app as it is",
  async (path) => {
    expect((await seen(path)).path).toBe(path);
  },
);

it.each(["Cookie", "User-Agent", "Referer", "Authorization", "Accept", "X-CSRFToken"])(
  "a control character in %s reaches no app, a byte above 0x7f does",
  async (name) => {
    for (const byte of [1, 8, 11, 12, 27, 31, 127]) {
      const headers = { [name]: `a${String.fromCharCode(byte)}b` };
      const reached = await front.reached(async () => {
        expect([byte, (await front.ask(`/control-${byte}?1`, { headers })).status]).toEqual([byte, 400]);
      });
      expect(reached).toBe(0);
    }
    expect((await seen("/above?1", { [name]: "a\tb\xe9\xff" })).headers[name.toLowerCase()]).toBe("a\tb\xe9\xff");
  },
);

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

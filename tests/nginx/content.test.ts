import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Content } from "../support/nginx/content";
import { Front } from "../support/nginx/front";

const [first, second] = [`${"1".repeat(40)}-${"a".repeat(8)}`, `${"2".repeat(40)}-${"b".repeat(8)}`];
let content: Content;
let front: Front;
let files: string[];

beforeAll(async () => {
  content = await Content.make();
  content.render(first);
  content.show(first);
  front = await Front.start("content", undefined, { content: content.folder });
  // The app, as it would answer: nginx must have asked for the release that it serves itself.
  front.reply = ({ path, method, headers }) => {
    const key = String(headers["x-freehold-content"]);
    const [told] = content.asked([{ path, method, headers: { "X-Freehold-Content": key } }]);
    const { "content-length": _, ...own } = told?.headers ?? {};
    return { status: told?.status ?? 500, headers: own, body: Buffer.from(told?.body ?? "", "latin1") };
  };
  const posts = join(content.folder, "content", first, "site/static/posts");
  files = readdirSync(posts).filter((name) => !/\.[0-9a-f]{10}\.[a-z0-9]+\.(?:br|gz)$/.test(name));
});
afterAll(async () => {
  await front.stop();
  content.remove();
});

/** Set by nginx for everything, by the app or by the moment: not what is compared. */
const passing = ["connection", "date", "server", "x-request-id", "etag", "last-modified", "vary", "x-freehold-app"];
const added = ["x-frame-options", "cross-origin-opener-policy", "permissions-policy", "accept-ranges"];
const compared = (headers: Iterable<[string, string]>) =>
  Object.fromEntries([...headers].filter(([name]) => ![...passing, ...added].includes(name)).sort());

describe("what nginx serves itself is what the app serves", () => {
  const pages = [
    "/",
    "/about",
    "/archive",
    "/posts/first",
    "/tags",
    "/feed.xml",
    "/sitemap.xml",
    "/robots.txt",
    "/favicon.ico",
  ];
  it("pages and files of every kind: status, headers, body, without the app", async () => {
    const paths = [...pages, ...files.map((name) => `/static/posts/${encodeURIComponent(name)}`)];
    expect(files.length).toBeGreaterThan(16);
    const told = content.asked(paths.map((path) => ({ path, headers: { "X-Freehold-Content": first } })));
    for (const [index, path] of paths.entries()) {
      const before = front.seen.length;
      const answer = await front.ask(path);
      const own = told[index];
      expect([path, front.seen.length - before, answer.status]).toEqual([path, 0, 200]);
      const headers = [...answer.headers].map(([name, values]): [string, string] => [name, values.join(", ")]);
      expect([path, compared(headers)]).toEqual([path, compared(Object.entries(own?.headers ?? {}))]);
      expect(answer.body).toBe(own?.body);
    }
  });

  it("with the security headers that nginx adds to the app's", async () => {
    const svg = files.find((name) => /^dot\.[0-9a-f]{10}\.svg$/.test(name));
    const html = files.find((name) => /^figure\.[0-9a-f]{10}\.html$/.test(name));
    const of = async (path: string) => {
      const { headers } = await front.ask(path);
      return [headers.get("x-frame-options"), headers.get("cross-origin-opener-policy")];
    };
    expect(await of("/")).toEqual([["DENY"], ["same-origin"]]);
    expect(await of(`/static/posts/${svg}`)).toEqual([["DENY"], ["unsafe-none"]]);
    expect(await of(`/static/posts/${html}`)).toEqual([["SAMEORIGIN"], ["unsafe-none"]]);
  });
});

describe("what is no file there is the app's", () => {
  it.each<[string, string, number, string?]>([
    ["GET", "/nowhere", 404],
    ["GET", "/posts/first/", 301, "/posts/first"],
    ["GET", "/posts/first.html", 301, "/posts/first"],
    ["GET", "/posts/first/index.html", 301, "/posts/first"],
    ["GET", "/index.html", 301, "/"],
    ["GET", "/old/star", 301, "/posts/star"],
    ["GET", "/index", 404],
    ["GET", "/search?q=text", 200],
    ["GET", "/feed.xml.gz", 404],
    ["GET", "/posts/first/index.html.br", 404],
    ["POST", "/", 405],
    ["PUT", "/posts/first", 405],
    ["POST", "/static/posts/dot.svg", 405],
    ["OPTIONS", "/feed.xml", 200],
  ])("%s %s: %i", async (method, path, status, location) => {
    const before = front.seen.length;
    const answer = await front.ask(path, { method });
    expect([answer.status, answer.headers.get("location")?.[0]]).toEqual([status, location]);
    expect(front.seen.slice(before).map((one) => [one.method, one.path, one.headers["x-freehold-content"]])).toEqual([
      [method, path, first],
    ]);
  });

  it("the compressed copy of a file has no address, an author's own file of such a name has", async () => {
    const css = readdirSync(join(content.folder, "content", first, "site/static")).find((name) =>
      /^style\..*\.css$/.test(name),
    );
    expect((await front.ask(`/static/${css}`)).status).toBe(200);
    expect((await front.ask(`/static/${css}.br`)).status).toBe(404);
    expect((await front.ask("/static/posts/data.csv.gz")).body).toBe(
      "\x1f\x8bnot that of data.csv".replace("\x8b", "\xc2\x8b"),
    );
    const plain = await front.ask("/static/posts/data.csv", { headers: { "Accept-Encoding": "gzip, br" } });
    expect(plain.headers.get("content-encoding")).toBeUndefined();
  });

  it("a reader cannot choose a release", async () => {
    const before = front.seen.length;
    await front.ask("/search?q=x", { headers: { "X-Freehold-Content": second } });
    expect(front.seen[before]?.headers["x-freehold-content"]).toBe(first);
  });
});

describe("compression", () => {
  it.each<[string, string | undefined]>([
    ["gzip, deflate, br, zstd", "br"],
    ["br", "br"],
    ["gzip", "gzip"],
    ["gzip;q=1, br;q=0", "gzip"],
    ["gzip;q=0", undefined],
    ["identity", undefined],
    ["", undefined],
  ])("%s: %s", async (accepted, expected) => {
    const plain = (await front.ask("/posts/first")).body;
    const answer = await front.ask("/posts/first", { headers: { "Accept-Encoding": accepted } });
    expect(answer.headers.get("content-encoding")?.[0]).toBe(expected);
    expect(answer.headers.get("vary")).toEqual(["Accept-Encoding"]);
    expect(answer.headers.get("content-type")).toEqual(["text/html; charset=utf-8"]);
    const raw = Buffer.from(answer.body, "latin1");
    const body = expected === "br" ? brotliDecompressSync(raw) : expected === "gzip" ? gunzipSync(raw) : raw;
    expect(body.toString("latin1")).toBe(plain);
  });

  it("each form has an ETag of its own, which is answered by 304; HEAD has the headers of GET", async () => {
    const etags = new Set<string | undefined>();
    for (const accepted of ["br", "gzip", ""]) {
      const headers = { "Accept-Encoding": accepted };
      const got = await front.ask("/posts/first", { headers });
      const etag = got.headers.get("etag")?.[0];
      etags.add(etag);
      const again = await front.ask("/posts/first", { headers: { ...headers, "If-None-Match": String(etag) } });
      expect([again.status, again.headers.get("vary"), again.headers.get("etag")]).toEqual([
        304,
        ["Accept-Encoding"],
        [etag],
      ]);
      const asked = await front.ask("/posts/first", { method: "HEAD", headers });
      const told = ({ headers: all }: typeof got) =>
        [...all].filter(([name]) => !["date", "x-request-id"].includes(name));
      expect([asked.body, told(asked)]).toEqual(["", told(got)]);
      const since = { ...headers, "If-Modified-Since": String(got.headers.get("last-modified")?.[0]) };
      expect((await front.ask("/posts/first", { headers: since })).status).toBe(304);
    }
    expect(etags.size).toBe(3);
  });

  it("a range is one of the form that was asked for, and none where the form has changed", async () => {
    const whole = await front.ask("/posts/first");
    const part = await front.ask("/posts/first", { headers: { Range: "bytes=10-19" } });
    expect([part.status, part.body]).toEqual([206, whole.body.slice(10, 20)]);
    const other = { Range: "bytes=10-19", "If-Range": '"another"' };
    expect((await front.ask("/posts/first", { headers: other })).status).toBe(200);
  });

  it("what is not compressed has no Vary", async () => {
    const file = files.find((name) => /^dot\.[0-9a-f]{10}\.png$/.test(name));
    const answer = await front.ask(`/static/posts/${file}`, { headers: { "Accept-Encoding": "br, gzip" } });
    expect([answer.headers.get("vary"), answer.headers.get("content-encoding")]).toEqual([undefined, undefined]);
  });
});

describe("the next release", () => {
  it("is there from the next request on; a page of before finds its files; without content all is the app's", async () => {
    const old = files.find((name) => /^dot\.[0-9a-f]{10}\.svg$/.test(name));
    const gone = readFileSync(join(content.app, "posts/dot.svg"), "utf8");
    content.write("posts/first.md", "---\ntitle: Changed\ndate: 2026-01-02\nsummary: S\n---\n\n![A dot](dot.svg)\n");
    content.write("posts/dot.svg", gone.replace('r="3"', 'r="4"'));
    content.render(second);
    content.show(second, first);
    await expect.poll(async () => (await front.ask("/")).headers.get("x-freehold-content")).toEqual([second]);
    expect((await front.ask("/posts/first")).body).toContain("<h1>Changed</h1>");
    expect((await front.ask(`/static/posts/${old}`)).body).toBe(gone);
    content.show("none");
    front.reply = () => ({ headers: { "Content-Type": "text/plain" }, body: "the app" });
    await expect.poll(async () => (await front.ask("/posts/first")).body).toBe("the app");
  });
});

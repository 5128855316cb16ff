import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { Front, page, type Reply } from "../support/nginx/front";
import { until } from "../support/rehearsal/run";

let front: Front;
beforeAll(async () => {
  front = await Front.start("cache");
});
beforeEach(() => {
  front.reply = () => page;
});
afterAll(() => front.stop());

let number = 0;
/** An address nobody has asked for. */
const fresh = () => `/page-${number++}`;
const dated: Reply = { ...page, headers: { ...page.headers, "Last-Modified": "Sat, 03 Jan 2026 10:00:00 GMT" } };

describe("a page", () => {
  it("is asked for once, then kept", async () => {
    const path = fresh();
    const bodies = [(await front.ask(path)).body, (await front.ask(path)).body];
    expect(bodies).toEqual([page.body, page.body]);
    expect(front.seen.filter((request) => request.path === path)).toHaveLength(1);
  });

  it("that fifty readers open at once, and nobody has a copy of, is one request", async () => {
    const path = fresh();
    front.reply = () => ({ ...page, after: 100 });
    const answers = await Promise.all(Array.from({ length: 50 }, () => front.ask(path)));
    expect(answers.map(({ status, body }) => [status, body])).toEqual(answers.map(() => [200, page.body]));
    expect(front.seen.filter((request) => request.path === path)).toHaveLength(1);
  });

  it("that may not be stored is not served to one reader after the other", async () => {
    const path = fresh();
    front.reply = () => ({ headers: { "Cache-Control": "no-store" }, body: "mine", after: 100 });
    const start = Date.now();
    await Promise.all(Array.from({ length: 20 }, () => front.ask(path)));
    expect(front.seen.filter((request) => request.path === path)).toHaveLength(20);
    expect(Date.now() - start).toBeLessThan(1000);
  });

  it.each([
    ["a question", "?q=1", {}],
    ["an empty question", "?", {}],
    ["the release's check", "", { headers: { "X-Freehold-Check": "1" } }],
    ["a GET with a body", "", { body: "q=evil" }],
    ["a chunked GET", "", { headers: { "Transfer-Encoding": "chunked" }, body: "" }],
    ["a POST", "", { method: "POST", body: "x" }],
  ])("%s goes past what is kept, and is not kept", async (_, query, options) => {
    const path = fresh();
    await front.ask(path);
    front.reply = () => ({ ...page, body: "another" });
    const chunked = "headers" in options && "Transfer-Encoding" in options.headers;
    const sent = chunked ? { headers: options.headers } : options;
    if (!chunked) expect((await front.ask(path + query, sent)).body).toBe("another");
    expect((await front.ask(path)).body).toBe(page.body);
  });

  it("is 304 out of the cache, for a tag, a packed page's weak tag and a date", async () => {
    const path = fresh();
    front.reply = () => dated;
    await front.ask(path);
    const packed = await front.ask(path, { headers: { "Accept-Encoding": "gzip" } });
    expect(packed.headers.get("content-encoding")).toEqual(["gzip"]);
    expect(packed.headers.get("etag")).toEqual(['W/"abc"']);
    const answers = [
      await front.ask(path, { headers: { "If-None-Match": '"abc"' } }),
      await front.ask(path, { headers: { "If-None-Match": 'W/"abc", "other"' } }),
      await front.ask(path, { headers: { "If-Modified-Since": "Sat, 03 Jan 2026 10:00:00 GMT" } }),
    ];
    expect(answers.map(({ status, body }) => [status, body])).toEqual([
      [304, ""],
      [304, ""],
      [304, ""],
    ]);
    expect((await front.ask(path, { headers: { "If-None-Match": '"older"' } })).status).toBe(200);
    // One for each copy: as it is, and compressed.
    expect(front.seen.filter((request) => request.path === path)).toHaveLength(2);
  });

  it("has two copies, whatever readers say that they accept", async () => {
    const path = fresh();
    const accepted = ["gzip", "gzip, deflate, br, zstd", "br", "", "gzip;q=0", "*", "x-1", ...Array(40).keys()];
    for (const one of accepted) {
      const { body, headers } = await front.ask(path, { headers: { "Accept-Encoding": `${one}` } });
      expect(headers.get("vary")).toEqual(["Accept-Encoding"]);
      const compressed = headers.get("content-encoding")?.[0] === "gzip";
      expect([one, compressed]).toEqual([one, `${one}`.startsWith("gzip") && one !== "gzip;q=0"]);
      if (!compressed) expect(body).toBe(page.body);
    }
    const seen = front.seen.filter((request) => request.path === path);
    expect(seen.map(({ headers }) => headers["accept-encoding"])).toEqual([undefined, undefined]);
  });

  it("is compressed by its type: a picture is the same for all", async () => {
    const path = fresh();
    front.reply = () => ({ headers: { ...page.headers, "Content-Type": "image/png" }, body: "p".repeat(5000) });
    const { headers } = await front.ask(path, { headers: { "Accept-Encoding": "gzip" } });
    expect([headers.get("content-encoding"), headers.get("vary")]).toEqual([undefined, undefined]);
  });

  it("that may not be stored is compressed all the same, and its head says so", async () => {
    const path = fresh();
    front.reply = () => ({ headers: { ...page.headers, "Cache-Control": "no-store" }, body: "page ".repeat(500) });
    for (const method of ["GET", "HEAD", "POST"]) {
      const { headers } = await front.ask(path, { method, headers: { "Accept-Encoding": "gzip" } });
      expect([method, headers.get("content-encoding"), headers.get("vary")]).toEqual([
        method,
        ["gzip"],
        ["Accept-Encoding"],
      ]);
    }
  });

  it("has a head, and that head is not kept as a page", async () => {
    const path = fresh();
    const head = await front.ask(path, { method: "HEAD" });
    expect([head.status, head.headers.get("content-length"), head.body]).toEqual([
      200,
      [String(page.body?.length)],
      "",
    ]);
    expect((await front.ask(path)).body).toBe(page.body);
  });

  it("comes whole where a part is asked for: the app offers none, and a part is never kept as the whole", async () => {
    const path = fresh();
    for (const range of ["bytes=9-13", "bytes=0-1,4-5", "bytes=999999-"]) {
      const answer = await front.ask(path, { headers: { Range: range } });
      expect([answer.status, answer.body]).toEqual([200, page.body]);
    }
  });

  it("of the last good answer comes while the app fails, and only then", async () => {
    const path = fresh();
    const brief = { ...page.headers, "Cache-Control": "public, s-maxage=1, stale-if-error=3600" };
    front.reply = () => ({ ...page, headers: brief, body: "good" });
    await front.ask(path);
    front.reply = () => ({ status: 503, body: "no" });
    await until("the copy has run out", 10, async () => {
      await front.ask(path);
      return front.seen.filter((request) => request.path === path).length > 1 || undefined;
    });
    expect(await front.ask(path)).toMatchObject({ status: 200, body: "good" });
    front.reply = () => ({ ...page, headers: brief, body: "newer" });
    expect((await front.ask(path)).body).toBe("newer");
  });
});

describe("a task that dies", () => {
  it("loses no reader's request: the other one answers", async () => {
    for (const dead of [0, 1])
      for (const path of ["/", "/?1", "/static/a.css", "/static/a.0123456789.css"])
        for (const method of ["GET", "HEAD"]) {
          front.reply = ({ task }) =>
            task === dead ? { dies: true } : { ...page, headers: { "Cache-Control": "no-store" } };
          expect([path, (await front.ask(path, { method })).status]).toEqual([path, 200]);
        }
  });

  it.each(["POST", "PATCH", "PUT", "DELETE"])("gets a %s once, and so does nobody else", async (method) => {
    front.reply = () => ({ dies: true });
    const reached = await front.reached(async () => {
      expect((await front.ask("/", { method, body: "x" })).status).toBe(502);
    });
    expect(reached).toBe(1);
  });
});

describe("a file with a hash in its name", () => {
  const immutable = { "Cache-Control": "public, max-age=31536000, immutable", "Content-Type": "text/css" };

  it("stays, though the app has only a newer one", async () => {
    front.reply = () => ({ headers: immutable, body: "old" });
    await front.ask("/static/style.0123456789.css");
    front.reply = () => ({ status: 404, body: "none" });
    const again = await front.ask("/static/style.0123456789.css");
    expect([again.status, again.body, again.headers.get("cache-control")]).toEqual([
      200,
      "old",
      ["public, max-age=31536000, immutable"],
    ]);
  });

  it("comes in part where one part is asked for, whole for several", async () => {
    front.reply = () => ({ headers: immutable, body: "0123456789" });
    const part = async (range: string) => {
      const answer = await front.ask("/static/part.0123456789.css", { headers: { Range: range } });
      return [answer.status, answer.status === 416 ? "" : answer.body];
    };
    expect(await part("bytes=2-4")).toEqual([206, "234"]);
    expect(await part("bytes=-2")).toEqual([206, "89"]);
    expect(await part(`bytes=${"0-,".repeat(300)}0-`)).toEqual([200, "0123456789"]);
    expect(await part("bytes=10-")).toEqual([416, ""]);
    expect(front.seen.filter(({ path }) => path.includes("part"))).toMatchObject([
      { headers: expect.not.objectContaining({ range: expect.anything() }) },
    ]);
  });

  it("is one copy, by whatever host, path and question it is asked for", async () => {
    front.reply = () => ({ headers: immutable, body: "once" });
    const paths = ["/static/one.0123456789.css", "//static/./one.0123456789.css", "/static/on%65.0123456789.css?a=b"];
    for (const path of paths)
      for (const Host of ["blog.test", "other.test"])
        expect((await front.ask(path, { headers: { Host } })).body).toBe("once");
    expect(front.seen.filter(({ path }) => path.includes("one.")).map(({ path }) => path)).toEqual([paths[0]]);
  });

  it.each([
    ["gzip", true],
    ["br, gzip;q=0.5", true],
    ["deflate, gzip;q=1.0, *;q=0", true],
    ["gzip;q=0", false],
    ["gzip;q=0.000, br", false],
    ["br", false],
    ["xgzip", false],
    ["identity", false],
  ])("packed for all who accept it: %s", async (accepted, packed) => {
    front.reply = () => ({ headers: { ...immutable, ETag: '"f"' }, body: "a {}".repeat(1000) });
    const path = `/static/packed-${packed}.0123456789.css`;
    const answer = await front.ask(path, { headers: { "Accept-Encoding": accepted } });
    expect(answer.headers.get("content-encoding")).toEqual(packed ? ["gzip"] : undefined);
    expect(answer.headers.get("etag")).toEqual([packed ? 'W/"f"' : '"f"']);
    expect(answer.headers.get("vary")).toEqual(["Accept-Encoding"]);
    expect(front.seen.filter((request) => request.path === path)).toHaveLength(1);
    expect(front.seen.at(-1)?.headers["accept-encoding"]).toBeUndefined();
  });

  it("that one of two tasks has is found, whichever is asked first", async () => {
    for (const has of [0, 1])
      for (let i = 0; i < 4; i++) {
        front.reply = ({ task }) =>
          task === has ? { headers: immutable, body: "new" } : { status: 404, body: "none" };
        expect((await front.ask(`/static/half-${has}${i}.0123456789.css`)).body).toBe("new");
      }
  });

  it("that nobody kept is answered by the file's present version, not for ever", async () => {
    front.reply = ({ path }) =>
      path === "/static/gone.css"
        ? { headers: { "Cache-Control": "public, max-age=60", "Content-Type": "text/css" }, body: "new" }
        : { status: 404, body: "none" };
    const answer = await front.ask("/static/gone.aaaaaaaaaa.css");
    expect([answer.status, answer.body, answer.headers.get("cache-control")]).toEqual([
      200,
      "new",
      ["public, max-age=60"],
    ]);
  });
});

it("with one task gone all methods are answered by the other", async () => {
  front.reply = () => ({ ...page, headers: { "Cache-Control": "no-store" } });
  await front.stopTask(0);
  for (const method of ["GET", "HEAD", "POST", "PATCH"])
    for (let i = 0; i < 4; i++) expect([method, (await front.ask("/", { method })).status]).toEqual([method, 200]);
});

import fc from "fast-check";

/** What is sent: in pieces with a pause between where there are several. Latin1, byte for byte. */
export interface Hostile {
  readonly kind: string;
  readonly pieces: readonly string[];
}

/** Must never be in a log of the app: its request is inside another one's body. */
export const mark = "smuggled-by-the-test";
const inner = `{"csp-report":{"document-uri":"${mark}"}}`;
const hidden = `POST /csp-report HTTP/1.1\r\nHost: a\r\nContent-Length: ${inner.length}\r\n\r\n${inner}`;

const pick = (...values: readonly string[]) => fc.constantFrom(...values);
const bytes = (max: number) => fc.uint8Array({ maxLength: max }).map((array) => Buffer.from(array).toString("latin1"));
/** Bytes that do not end a line. */
const inLine = (max: number) => bytes(max).map((text) => text.replace(/[\r\n]/g, "."));
/** Random bytes as a browser would send them, so that most get through to the app. */
const escaped = (max: number) =>
  bytes(max).map((text) => text.replace(/./gs, (one) => `%${one.charCodeAt(0).toString(16).padStart(2, "0")}`));
const request = (line: string, ...headers: readonly string[]) =>
  `${[line, "Host: blog.test", ...headers].join("\r\n")}\r\n\r\n`;
const get = (path: string, ...headers: readonly string[]) =>
  request(`GET ${path} HTTP/1.1`, ...headers, "Connection: close");

const segment = fc.oneof(
  pick(
    "..",
    "",
    "%2e%2e",
    "%252e%252e",
    "..%2f",
    "..%5c",
    "..\\",
    "%c0%ae%c0%ae",
    "%e0%80%ae",
    "%f8%80%80%80%ae",
    "%00",
    "\0",
  ),
  pick(
    "%",
    "%zz",
    "%u002e",
    "%ff%fe",
    "%0d%0aSet-Cookie:a",
    "%0a",
    "\xff\xfe",
    "\xed\xa0\x80",
    ";a=b",
    "~root",
    "etc",
    "passwd",
  ),
  pick(
    "posts",
    "static",
    "search",
    "feed.xml",
    "csp-report",
    ".git",
    ".env",
    "healthz",
    "release.json",
    "freehold-slow-down.html",
  ),
  escaped(8),
  fc.string({ maxLength: 8 }).map(encodeURI),
);
const path = fc.array(segment, { maxLength: 4 }).map((parts) => `/${parts.join("/")}`);
const query = fc.oneof(
  pick(
    "?",
    "?q=",
    "?q=%00",
    "?q=%ff",
    "?q=<script>alert(1)</script>",
    "?q={{7*7}}",
    "?q=' or 1=1--",
    "?q=${jndi:ldap://a}",
    "?q[]=1&q=2",
  ),
  escaped(30).map((text) => `?q=${text}`),
  inLine(40).map((text) => `?q=${text}`),
  fc.integer({ min: 1, max: 2500 }).map((times) => `?${"q=a&".repeat(times)}`),
);
const method = fc.oneof(
  pick(
    "TRACE",
    "TRACK",
    "CONNECT",
    "OPTIONS",
    "PUT",
    "PATCH",
    "DELETE",
    "PROPFIND",
    "DEBUG",
    "get",
    "GET,POST",
    "PRI",
    "M-SEARCH",
  ),
  fc.stringMatching(/^[A-Z_-]{1,40}$/),
  inLine(8),
);
const header = fc.oneof(
  pick(
    "Range: bytes=0-0",
    "Range: bytes=-1",
    "Range: bytes=5-1",
    "Range: bytes=0-,0-,0-,0-",
    "Range: lines=1-2",
    'If-Range: "a"',
  ),
  fc.integer({ min: 1, max: 900 }).map((times) => `Range: bytes=${"0-0,".repeat(times)}1-`),
  pick(
    "X-Forwarded-Host: evil.test",
    "X-Forwarded-For: 127.0.0.1",
    "X-Forwarded-Proto: gopher",
    "X-Original-URL: /admin",
    'Forwarded: for="',
    "X-Forwarded-Prefix: /evil",
  ),
  pick(
    "X-Http-Method-Override: DELETE",
    "X_Forwarded_Host: evil",
    "SCRIPT_NAME: /evil",
    "Proxy: http://evil",
    "Host: evil.test",
    "X-Freehold-Check: 1",
  ),
  pick(
    "Accept-Encoding: gzip;q=nan",
    "If-Modified-Since: never",
    "If-None-Match: *",
    'If-None-Match: "',
    'Cookie: a="\\',
    "Expect: 100-continue",
    "Expect: coffee",
  ),
  pick(
    "Upgrade: h2c",
    "Upgrade: websocket",
    "HTTP2-Settings: AAMAAABk",
    "Connection: close, X-Forwarded-Proto, Host",
    "Transfer-Encoding: identity",
    "Te: trailers",
  ),
  pick(
    ": nothing",
    "No colon",
    "A : b",
    " folded: yes",
    "X:\0",
    "X: \x7f",
    "\xff: a",
    "X: a\r\n b",
    "Content-Length: 18446744073709551616",
  ),
  fc.tuple(inLine(20), inLine(60)).map(([name, value]) => `${name}: ${value}`),
  fc.integer({ min: 1000, max: 9000 }).map((length) => `X-Long: ${"a".repeat(length)}`),
  fc.integer({ min: 90, max: 700 }).map((times) => Array.from({ length: times }, (_, i) => `X-${i}: a`).join("\r\n")),
);
const headers = fc.array(header, { minLength: 1, maxLength: 4 });
const host = fc.oneof(
  pick("", "a b", "evil.test:99999", "[::1", "a@b", "a/../b", "\xff", "<script>", "127.0.0.1:8000", "app:8000", "."),
  inLine(30),
);
const chunked = "Transfer-Encoding: chunked";
const post = (...more: readonly string[]) => request("POST /csp-report HTTP/1.1", ...more);
const smuggling = pick(
  `${post("Content-Length: 6", chunked)}0\r\n\r\n${hidden}`,
  `${post("Content-Length: 4", chunked)}ff\r\n${hidden}\r\n0\r\n\r\n`,
  `${post(chunked, "Transfer-Encoding: identity")}0\r\n\r\n${hidden}`,
  `${post("Transfer-Encoding: chunked, chunked")}0\r\n\r\n${hidden}`,
  `${post("Transfer-Encoding: x")}0\r\n\r\n${hidden}`,
  `${post("Transfer-Encoding : chunked")}0\r\n\r\n${hidden}`,
  `${post("Transfer-Encoding:\r\n chunked")}0\r\n\r\n${hidden}`,
  post("Content-Length: 0", "Content-Length: 5") + hidden,
  post("Content-Length: 0,0") + hidden,
  post("Content-Length: +0") + hidden,
  post("X: a\rContent-Length: 0", "Content-Length: x") + hidden,
  post("X: a\0\r\nContent-Length: 0") + hidden,
  `${post(chunked)}-0\r\n${hidden}`,
  `${post(chunked)}fffffffffffffffff\r\n${hidden}`,
  `${post(chunked)}1;${"a".repeat(5000)}\r\n${hidden}`,
  `${post(`Content-Length: ${hidden.length}`)}${hidden}`,
  request("GET / HTTP/1.1", `Content-Length: ${hidden.length}`) + hidden,
  `${request("GET / HTTP/1.0", chunked)}0\r\n\r\n${hidden}`,
);

/** Each kind with its weight; slow ones are few, each takes as long as its pauses. */
const kinds: readonly {
  readonly kind: string;
  readonly weight: number;
  readonly pieces: fc.Arbitrary<readonly string[]>;
}[] = [
  { kind: "path", weight: 25, pieces: fc.tuple(path, query).map(([p, q]) => [get(p + q)]) },
  { kind: "bare path", weight: 5, pieces: path.map((p) => [get(p)]) },
  {
    kind: "method",
    weight: 8,
    pieces: fc.tuple(method, path).map(([m, p]) => [request(`${m} ${p} HTTP/1.1`, "Connection: close")]),
  },
  { kind: "headers", weight: 25, pieces: headers.map((list) => [get("/", ...list)]) },
  { kind: "host", weight: 8, pieces: host.map((h) => [`GET / HTTP/1.1\r\nHost: ${h}\r\nConnection: close\r\n\r\n`]) },
  { kind: "target", weight: 5, pieces: fc.tuple(host, path).map(([h, p]) => [get(`http://${h}${p}`)]) },
  {
    kind: "version",
    weight: 4,
    pieces: pick("HTTP/0.9", "HTTP/1.2", "HTTP/2.0", "HTTP/9.9", "HTTP/1.1.1", "HTTP/", "", "HTCPCP/1.0").map((v) => [
      request(`GET / ${v}`),
    ]),
  },
  { kind: "smuggling", weight: 10, pieces: smuggling.map((text) => [text]) },
  {
    kind: "body",
    weight: 5,
    pieces: bytes(300).map((text) => [`${post(`Content-Length: ${text.length}`, "Connection: close")}${text}`]),
  },
  { kind: "noise", weight: 5, pieces: bytes(400).map((text) => [text]) },
  {
    kind: "pipeline",
    weight: 3,
    pieces: fc
      .array(fc.tuple(path, query), { minLength: 2, maxLength: 8 })
      .map((all) => [all.map(([p, q]) => request(`GET ${p}${q} HTTP/1.1`)).join("")]),
  },
  { kind: "bare line feeds", weight: 2, pieces: headers.map((list) => [get("/", ...list).replaceAll("\r\n", "\n")]) },
  {
    kind: "slow",
    weight: 1,
    pieces: fc.tuple(path, bytes(4)).map(([p, text]) => [...(get(p).match(/.{1,16}/gs) ?? []), text]),
  },
];

/** `count` requests, the same for the same seed. */
export function hostileRequests(seed: number, count: number): Hostile[] {
  const one = fc.oneof(
    ...kinds.map(({ kind, weight, pieces }) => ({ weight, arbitrary: pieces.map((list) => ({ kind, pieces: list })) })),
  );
  return fc.sample(one, { seed, numRuns: count });
}

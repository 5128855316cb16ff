import { afterAll, beforeAll, expect, it } from "vitest";
import { Front } from "../support/nginx/front";
import { exchange } from "../support/nginx/raw";

let front: Front;
beforeAll(async () => {
  front = await Front.start("smuggling");
});
afterAll(() => front.stop());

const hidden = "GET /smuggled HTTP/1.1\r\nHost: blog.test\r\n\r\n";
const post = (...headers: string[]) => `POST /outer HTTP/1.1\r\nHost: blog.test\r\n${headers.join("\r\n")}\r\n\r\n`;
const chunked = "Transfer-Encoding: chunked";

/** What two servers could read differently: the second request is inside the first one's body for one of them. */
it.each([
  ["CL.TE", `${post("Content-Length: 6", chunked)}0\r\n\r\n${hidden}`],
  ["TE.CL", `${post("Content-Length: 4", chunked)}5c\r\n${hidden}\r\n0\r\n\r\n`],
  ["TE.TE", `${post(chunked, "Transfer-Encoding: cow")}0\r\n\r\n${hidden}`],
  ["TE twice", `${post(chunked, chunked)}0\r\n\r\n${hidden}`],
  ["TE list", `${post("Transfer-Encoding: chunked, identity")}0\r\n\r\n${hidden}`],
  ["TE not chunked", `${post("Transfer-Encoding: xchunked")}0\r\n\r\n${hidden}`],
  ["TE with a space before the colon", `${post("Transfer-Encoding : chunked", "Content-Length: 5")}0\r\n\r\n${hidden}`],
  ["TE after a vertical tab", `${post("Transfer-Encoding: \x0bchunked")}0\r\n\r\n${hidden}`],
  ["TE in HTTP/1.0", `${post(chunked, "Content-Length: 3").replace("HTTP/1.1", "HTTP/1.0")}0\r\n\r\n${hidden}`],
  ["TE folded", `${post("Transfer-Encoding:\r\n chunked", "Content-Length: 5")}0\r\n\r\n${hidden}`],
  ["CL.CL", `${post("Content-Length: 5", "Content-Length: 0")}0\r\n\r\n${hidden}`],
  ["CL list", post("Content-Length: 0, 5") + hidden],
  ["CL with a sign", post("Content-Length: +0") + hidden],
  ["CL negative", post("Content-Length: -1") + hidden],
  ["CL hexadecimal", post("Content-Length: 0x0") + hidden],
  ["CL folded", post("X: a\r\n Content-Length: 44") + hidden.slice(0, 0)],
  ["CL too large for a number", post("Content-Length: 99999999999999999999") + hidden],
  ["a chunk's size with a sign", `${post(chunked)}-1\r\n${hidden}`],
  ["a chunk's size too large", `${post(chunked)}ffffffffffffffffff\r\n${hidden}`],
  ["a chunk's size in nonsense", `${post(chunked)}0x0\r\n\r\n${hidden}`],
  ["a null byte in a name", post("Content-Length\0: 44", "Content-Length: 0\0") + hidden],
  ["a bare carriage return", `POST /outer HTTP/1.1\r\nHost: blog.test\rContent-Length: 0\r\n\rX: ${hidden}`],
  ["a request line with a space", `GET /outer HTTP/1.1 HTTP/1.1\r\nHost: a\r\n\r\n${hidden}`],
  ["a body after HTTP/0.9", `GET /outer\r\n${hidden}`],
])("%s: nothing hidden reaches the app", async (_, bytes) => {
  const from = front.seen.length;
  const { answers } = await exchange(front.address, bytes, { silenceMs: 300 });
  expect(front.seen.slice(from).map(({ path }) => path)).not.toContain("/smuggled");
  for (const { status } of answers) expect([200, 400, 413, 501]).toContain(status);
  expect((await front.ask("/after")).status).toBe(200);
});

it("requests that follow each other are as many for the app as for the reader", async () => {
  const from = front.seen.length;
  const one = (i: number) =>
    `POST /pipe-${i} HTTP/1.1\r\nHost: blog.test\r\n${chunked}\r\n\r\n2\r\nok\r\n0\r\nX-Trailer: a\r\n\r\n`;
  const { answers } = await exchange(front.address, [0, 1, 2, 3].map(one).join(""));
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
  expect(front.seen.slice(from).map(({ path, body, headers }) => [path, body, headers["x-trailer"]])).toEqual(
    [0, 1, 2, 3].map((i) => [`/pipe-${i}`, "ok", undefined]),
  );
});

import { randomBytes } from "node:crypto";
import { connect, type Socket } from "node:net";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { Front, type Reply } from "../support/nginx/front";
import { until } from "../support/rehearsal/run";

let front: Front;
beforeAll(async () => {
  front = await Front.start("slow");
  front.reply = ({ path }) => answers[path] ?? { status: 404, headers: { "Cache-Control": "no-store" }, body: "none" };
});
afterAll(() => front.stop());

/** As large as a file in app/static may be (10 MB); random, so that packing gains nothing. */
const body = randomBytes(9_400_000);
const kinds = {
  stored: { "Cache-Control": "public, max-age=60", "Content-Type": "text/csv" },
  forever: { "Cache-Control": "public, max-age=31536000, immutable" },
  never: { "Cache-Control": "no-store", "Content-Type": "text/csv" },
  stream: { "Cache-Control": "no-store", "Transfer-Encoding": "chunked" },
};
const answers: Record<string, Reply> = {
  "/static/data.csv": { headers: kinds.stored, body },
  "/static/data.0123456789.csv": { headers: kinds.forever, body },
  "/static/secret.csv": { headers: kinds.never, body },
  "/export": { headers: kinds.never, body },
  "/stream": { headers: kinds.stream, body },
};

const slow: Socket[] = [];
afterEach(() => {
  for (const socket of slow.splice(0)) socket.destroy();
});

/** Requests and then reads nothing at all: the kernel of this side takes some, and the rest is nginx' affair. */
function readNothing(path: string, headers: readonly string[] = []): Promise<void> {
  const host = headers.some((line) => line.startsWith("Host:")) ? [] : ["Host: blog.test"];
  return new Promise((done) => {
    const socket = connect(front.direct);
    slow.push(socket);
    socket.on("error", () => {});
    socket.pause();
    socket.write(`${[`GET ${path} HTTP/1.1`, ...host, ...headers].join("\r\n")}\r\n\r\n`, () => done());
  });
}

const get = async (path: string) => {
  const answer = await front.ask(path, { headers: { Connection: "close" } });
  return [answer.status, Buffer.byteLength(answer.body, "latin1")];
};

const zip = ["Accept-Encoding: gzip"];
const stored = "/static/data.csv";
const variants: [string, number, (index: number) => [path: string, headers?: string[]], string][] = [
  ["a file", 10, () => [stored], stored],
  ["a file that has been stored", 100, () => [stored], stored],
  ["a file, compressed", 100, () => [stored, zip], stored],
  ["a file with a hash", 100, () => ["/static/data.0123456789.csv"], "/static/data.0123456789.csv"],
  ["a file by hashes that it never had", 40, (i) => [`/static/data.${`${i}`.padStart(10, "0")}.csv`], stored],
  ["a file by query strings", 40, (i) => [`${stored}?${i}`], `${stored}?x`],
  ["a file by several paths", 40, (i) => [`/static/${"./".repeat(i)}data.csv`], "//static//data.csv"],
  ["a file by several hosts", 40, (i) => [stored, [`Host: h${i}.test`]], stored],
  ["parts of a file", 40, (i) => [stored, [`Range: bytes=${i}-`]], stored],
  ["a file that may not be stored", 10, () => ["/static/secret.csv"], "/static/secret.csv"],
  ["an answer that may not be stored", 10, () => ["/export"], "/export"],
  ["an answer that may not be stored, compressed", 10, () => ["/export", zip], "/export"],
  ["an answer of unknown length", 10, () => ["/stream"], "/stream"],
];

it.each(variants)("slow readers of %s cut nobody's download short (%i of them)", async (_, count, one, path) => {
  await Promise.all(Array.from({ length: count }, (_, i) => readNothing(...one(i))));
  const whole = path === "/stream" ? expect.any(Number) : body.length;
  for (let i = 0; i < 3; i++) expect(await get(path)).toEqual([200, whole]);
  expect(await get("/nothing")).toEqual([404, 4]);
});

it("and an answer of 9 MB that nobody reads holds no worker of the app", async () => {
  await Promise.all(Array.from({ length: 10 }, () => readNothing("/export")));
  await until("all requests have reached the app", 10, () => front.answering >= 10 || undefined);
  await until("the app has been read", 20, () => front.answering === 0 || undefined);
});

it("and what they leave in the log names nobody", async () => {
  await readNothing("/static/data.csv");
  await until("a line of a slow reader", 40, () =>
    front.log().access.find(({ path, bytes }) => path === "/static/data.csv" && Number(bytes) < body.length),
  );
  const { error } = front.log();
  expect(error.filter((line) => !/notice/.test(line))).toEqual([]);
});

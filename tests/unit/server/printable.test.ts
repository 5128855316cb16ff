import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import fc from "fast-check";
import { expect, test } from "vitest";
import { runPythonCode, scriptPath } from "./run-script";

const printable = scriptPath("printable");
const through = (input: Buffer | string) => spawnSync(printable, [], { input }).stdout;

test.each([
  [
    "colours, a title, a cleared screen",
    "\u001b[31m\u001b]0;title\u0007\u001b[2J",
    "\\x1b[31m\\x1b]0;title\\x07\\x1b[2J",
  ],
  [
    "all of C0 but newline and tab",
    "\0\u0001\u0008\t\n\u000b\u000c\u000e\u001f",
    "\\x00\\x01\\x08\t\n\\x0b\\x0c\\x0e\\x1f",
  ],
  ["a line painted over the one before", "bad\rgood", "bad\\rgood"],
  ["Windows' line ends", "one\r\ntwo\r\n", "one\ntwo\n"],
  ["DEL", "a\u007fb", "a\\x7fb"],
  ["C1 as UTF-8", "\u0080\u0085\u009b31m\u009f", "\\x80\\x85\\x9b31m\\x9f"],
  ["C1 as bytes", Buffer.from([0x9b, 0x33, 0x31, 0x6d, 0x90]), "\\x9b31m\\x90"],
  [
    "directions",
    "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u061c",
    "\\u202a\\u202b\\u202c\\u202d\\u202e\\u2066\\u2067\\u2068\\u2069\\u200e\\u061c",
  ],
  ["separators that some take for a new line", "a\u2028b\u2029c", "a\\u2028b\\u2029c"],
  ["text that nobody sees", "\ufeff\u200b\u{e0041}", "\\ufeff\\u200b\\U000e0041"],
  [
    "bytes that are no UTF-8, in halves too",
    Buffer.from([0x61, 0xff, 0xc3, 0x28, 0xe2, 0x82]),
    "a\\xff\\xc3(\\xe2\\x82",
  ],
  [
    "an encoded surrogate, and U+0000 in two bytes",
    Buffer.from([0xed, 0xa0, 0x80, 0xc0, 0x80]),
    "\\xed\\xa0\\x80\\xc0\\x80",
  ],
  [
    "ordinary text",
    "Größe: 5 µm, «oui\u202f», 日本, فارسی می\u200cشود, 👩\u200d💻 \\x1b\n",
    "Größe: 5 µm, «oui\u202f», 日本, فارسی می\u200cشود, 👩\u200d💻 \\x1b\n",
  ],
])("%s", (_, input, expected) => {
  expect(through(input as Buffer | string).toString()).toBe(expected);
});

test("a line has at most 4,096 bytes and says where it was cut; the next one is whole again", () => {
  expect(through(`${"a".repeat(4093)}\nb`).toString()).toBe(`${"a".repeat(4093)}\nb`);
  expect(through(`${"a".repeat(4094)}\nb`).toString()).toBe(`${"a".repeat(4093)}…\nb`);
  expect(through(`${"é".repeat(5000)}\nb`).toString()).toBe(`${"é".repeat(2046)}…\nb`);
  expect(through(Buffer.alloc(20_000_000, 0x61)).length).toBe(4096);
});

test("JSON stays JSON, however long, and no terminal obeys it either", () => {
  const data = { subject: "\u009b31m \u202e \u{e0041} Größe", long: "a".repeat(10_000) };
  const out = spawnSync(printable, ["--json"], {
    input: `${JSON.stringify(data)}\n{"b":"\ufeff"}\n`,
  }).stdout.toString();
  const [first, second] = out.split("\n");
  expect(JSON.parse(first ?? "")).toEqual(data);
  expect(out).toContain("\\u009b31m \\u202e \\udb40\\udc41 Größe");
  expect(second).toBe('{"b":"\\ufeff"}');
  const bytes = Buffer.concat([Buffer.from('{"a":"'), Buffer.from([0xff, 0x9b]), Buffer.from('"}')]);
  expect(JSON.parse(spawnSync(printable, ["--json"], { input: bytes }).stdout.toString())).toEqual({
    a: "\ufffd\ufffd",
  });
});

/** All that a text was made of, in one process: whole, and in the given pieces. */
const code = `
import base64, json, runpy, sys
Text = runpy.run_path(sys.argv[1])["Text"]
def whole(pieces):
    text = Text()
    return b"".join(text.take(piece) for piece in [*filter(None, pieces), b""])
for line in sys.stdin:
    pieces = [base64.b64decode(piece) for piece in json.loads(line)]
    print(base64.b64encode(whole(pieces)).decode(), base64.b64encode(whole([b"".join(pieces)])).decode())
`;

const hostile = fc.constantFrom(
  0x0a,
  0x0d,
  0x1b,
  0x7f,
  0x80,
  0x9b,
  0xc2,
  0xe2,
  0x80,
  0xae,
  0xa8,
  0xf0,
  0x9f,
  0xff,
  0x41,
);
const piece = fc.oneof(
  fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes)),
  fc.array(hostile, { maxLength: 30 }).map((bytes) => Buffer.from(bytes)),
  fc.string({ unit: "binary", maxLength: 30 }).map((text) => Buffer.from(text)),
  fc.integer({ min: 4080, max: 4110 }).map((length) => Buffer.alloc(length, 0x62)),
);

test("whatever comes, in whatever pieces, is safe, and the same as in one piece", () => {
  const cases = fc.sample(fc.array(piece, { maxLength: 8 }), { numRuns: 3000, seed: 17 });
  const input = cases.map((pieces) => JSON.stringify(pieces.map((p) => p.toString("base64")))).join("\n");
  const { status, stdout, stderr } = runPythonCode(code, [printable], { input });
  expect(status, stderr).toBe(0);
  const results = stdout.trimEnd().split("\n");
  expect(results).toHaveLength(3000);
  const unsafe = results.filter((line) => {
    const [pieces, whole] = line.split(" ").map((text) => Buffer.from(text, "base64")) as [Buffer, Buffer];
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(pieces);
    return (
      !pieces.equals(whole) ||
      /(?![\n\t\u200c\u200d])[\p{Cc}\p{Cf}\p{Cs}\p{Co}\u2028\u2029]/u.test(text) ||
      text.split("\n").some((part) => Buffer.byteLength(part) > 4096)
    );
  });
  expect(unsafe).toEqual([]);
});

test("what comes is shown at once, the beginning of a line too", async () => {
  const filter = spawn(printable);
  filter.stdin.write("beginning");
  expect(String((await once(filter.stdout, "data"))[0])).toBe("beginning");
  filter.stdin.end(" and end\n");
  expect(String((await once(filter.stdout, "data"))[0])).toBe(" and end\n");
  expect(await once(filter, "exit")).toEqual([0, null]);
});

test("it ends with status 0 when nobody reads any more, though its input goes on", async () => {
  const idle = spawn(printable);
  idle.stdin.write("a");
  await once(idle.stdout, "data");
  idle.stdout.destroy();
  expect(await once(idle, "exit")).toEqual([0, null]);
  const { status, stdout } = spawnSync("bash", ["-c", `yes | ${printable} | head -n 1; echo "\${PIPESTATUS[1]}"`]);
  expect([status, String(stdout)]).toEqual([0, "y\n0\n"]);
});

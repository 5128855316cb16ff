import { expect, test } from "vitest";
import { copyPrintable } from "../../../infra/release/printable.mjs";

async function copied(...chunks: string[]): Promise<string> {
  let out = "";
  const stream = (async function* () {
    for (const chunk of chunks) yield Buffer.from(chunk);
  })();
  await copyPrintable(stream, (text: string) => {
    out += text;
  });
  return out;
}

test("lines come whole, whatever the chunks, and the last one ends", async () => {
  expect(await copied("one\ntw", "o\r\nthree", "\rfour")).toBe("one\ntwo\nthree\nfour\n");
});

test("no line is longer than 4,096 characters: at 64 kB Pulumi's plugin would stop for ever", async () => {
  const lines = (await copied("a".repeat(200_000), `b\n${"c".repeat(70_000)}`)).split("\n");
  expect(Math.max(...lines.map((line) => line.length))).toBe(4096);
  expect(lines.join("")).toBe(`${"a".repeat(200_000)}b${"c".repeat(70_000)}`);
});

test("what a terminal would obey is shown", async () => {
  expect(await copied("\u001b[2Jgone")).toBe("\\x1b[2Jgone\n");
});

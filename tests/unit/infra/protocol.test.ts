import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";
import { laptopVersion, serverTooOld, serverVersion, since } from "../../../infra/release/protocol.mjs";
import { parse } from "../server/parse-author-command";

const root = resolve(__dirname, "../../..");

test("a checkout has the version of the server that it brings", () => {
  expect(laptopVersion(root)).toBe(2);
});

test.each([
  ["it names its version", { status: 0, stdout: '{"version": 7, "oldestLaptop": 3}\n' }, 7],
  ["it is of before the word", { status: 2, stdout: "" }, 1],
  ["it does not serve this laptop", { status: 1, stdout: '{"version": 7, "oldestLaptop": 5}\n' }, undefined],
  ["it is not reached", { status: 255, stdout: "" }, undefined],
  ["another program answers", { status: 0, stdout: "welcome\n" }, undefined],
])("the server's version where %s", (_, answer, version) => expect(serverVersion(answer)).toBe(version));

test("a server that is too old for a command is brought forward by `up`", () => {
  expect(serverTooOld("unpublish", 1, "prod")).toBe(
    "FH-SERVER-OLD: the server speaks version 1; `unpublish` needs version 2. Bring the server forward: npm run up -- --stack prod",
  );
  expect(serverTooOld("unpublish", 2, "prod")).toBeUndefined();
  expect(serverTooOld("status", 1, "prod")).toBeUndefined();
});

test("every command that needs a later server is one that this server has", () => {
  expect(parse(Object.keys(since).map((word) => `${word} x`))).not.toContain("refused");
  const table = readFileSync(join(root, "docs/protocol.md"), "utf8");
  for (const [word, version] of Object.entries(since)) expect(table).toContain(`| \`${word}\` | ${version} |`);
});

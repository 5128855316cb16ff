import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";

const remove = resolve(__dirname, "../../../infra/access/remove");
let home: string;
const key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGm2Yh0hCb5ywJ6xWb4f1y3fP3k9h8mJ9Zk2o2v8Z7aB";

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "freehold-known-"));
  mkdirSync(join(home, ".ssh"));
  writeFileSync(join(home, ".ssh/known_hosts"), `github.com ${key}\n[127.0.0.1]:2222 ${key}\n`);
});
afterEach(() => rmSync(home, { recursive: true }));

const destroy = () =>
  execFileSync("bash", [remove], {
    cwd: home,
    stdio: "pipe",
    env: {
      PATH: process.env["PATH"],
      HOME: home,
      FOLDER: ".freehold/dev",
      ALIAS: "freehold-dev",
      HOST: "127.0.0.1",
      PORT: "2222",
      HOST_KEY: key,
    },
  });

it("destroy takes the server's line out of known_hosts, and nothing else", () => {
  destroy();
  expect(readFileSync(join(home, ".ssh/known_hosts"), "utf8")).toBe(`github.com ${key}\n`);
  expect(existsSync(join(home, ".ssh/known_hosts.old"))).toBe(false);
});

it("a known_hosts.old of the user's own stays as it was", () => {
  writeFileSync(join(home, ".ssh/known_hosts.old"), "mine\n");
  destroy();
  expect(readFileSync(join(home, ".ssh/known_hosts.old"), "utf8")).toBe("mine\n");
  expect(existsSync(join(home, ".ssh/known_hosts.freehold"))).toBe(false);
});

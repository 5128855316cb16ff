import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, expect, test } from "vitest";
import { runPython, temporaryDirectory } from "./run-script";

let root: string;
beforeEach(() => {
  root = temporaryDirectory();
  mkdirSync(join(root, "run"));
});

const manifest = "/var/lib/freehold/files";
/** A bundle as infra/boot/user-data.ts renders it: the manifest lists all its files. FREEHOLD_ROOT keeps apply from running setup. */
function apply(files: Record<string, [permissions: string, content: string]>, url?: string, status = 0) {
  const all = { ...files, [manifest]: ["0644", `${[...Object.keys(files), manifest].sort().join("\n")}\n`] };
  const input = JSON.stringify({
    write_files: Object.entries(all).map(([path, [permissions, content]]) => ({ path, permissions, content })),
  });
  const result = runPython("apply", url ? [url] : [], {
    input: `#cloud-config\n${input}`,
    env: { FREEHOLD_ROOT: root },
  });
  expect(result.status, result.stderr).toBe(status);
  return result.stdout.trimEnd().split("\n");
}
const mode = (path: string) => (statSync(join(root, path)).mode & 0o7777).toString(8);

test("writes what is new, with its mode, in folders that it makes", () => {
  expect(apply({ "/usr/local/bin/a": ["0755", "#!/bin/sh\n"], "/etc/b": ["0440", "é\n"] })).toEqual([
    "new     /usr/local/bin/a",
    "new     /etc/b",
    `new     ${manifest}`,
  ]);
  expect([mode("/usr/local/bin/a"), mode("/etc/b")]).toEqual(["755", "440"]);
  expect(readFileSync(join(root, "/etc/b"), "utf8")).toBe("é\n");
});

test("a checkout that is older than the server serves changes nothing, not even the keys", () => {
  const bundle = (version: number): Record<string, [string, string]> => ({
    "/usr/local/lib/freehold/version": ["0644", `${version}\n`],
    "/etc/freehold/keys/author": ["0644", `key ${version}\n`],
  });
  apply(bundle(2));
  // Older than the server, and still served.
  expect(apply(bundle(1))).toContain("changed /usr/local/lib/freehold/version");
  expect(apply(bundle(0), undefined, 1)).toEqual([
    "FH-LAPTOP-OLD: this checkout speaks version 0, the server serves 1 and newer; nothing was changed. Bring the checkout forward: git pull",
  ]);
  expect(readFileSync(join(root, "/etc/freehold/keys/author"), "utf8")).toBe("key 1\n");
});

test("the bundle stays for a repair, readable by root alone", () => {
  apply({ "/etc/a": ["0644", "a\n"] });
  expect(mode("/var/lib/freehold/bundle")).toBe("600");
  expect(readFileSync(join(root, "/var/lib/freehold/bundle"), "utf8")).toContain('"/etc/a"');
});

test("the same bundle again changes nothing", () => {
  apply({ "/etc/b": ["0644", "b\n"] });
  const before = statSync(join(root, "/etc/b"));
  expect(apply({ "/etc/b": ["0644", "b\n"] })).toEqual(["nothing changed"]);
  expect(statSync(join(root, "/etc/b")).ino).toBe(before.ino);
});

test("another content or mode is a change; a file of an earlier bundle goes, others' files stay", () => {
  apply({ "/etc/a": ["0644", "a\n"], "/etc/b": ["0644", "b\n"], "/etc/c": ["0644", "c\n"] });
  mkdirSync(join(root, "etc"), { recursive: true });
  writeFileSync(join(root, "etc/theirs"), "x");
  expect(apply({ "/etc/a": ["0644", "new\n"], "/etc/b": ["0755", "b\n"] })).toEqual([
    "changed /etc/a",
    "changed /etc/b",
    `changed ${manifest}`,
    "removed /etc/c",
  ]);
  expect(existsSync(join(root, "etc/c"))).toBe(false);
  expect(existsSync(join(root, "etc/theirs"))).toBe(true);
});

test("the URL is kept, and no later bundle without it takes it away", () => {
  expect(apply({ "/etc/a": ["0644", "a\n"] }, "http://localhost:8080")).toContain("new     /etc/freehold/url");
  expect(readFileSync(join(root, "etc/freehold/url"), "utf8")).toBe("http://localhost:8080\n");
  expect(apply({ "/etc/a": ["0644", "a\n"] })).toEqual(["nothing changed"]);
});

test("brings the keys and nothing else while a run of setup is under way", async () => {
  const setup = spawn("flock", [join(root, "run/freehold-setup.lock"), "-c", "echo held; read -r _"]);
  await once(setup.stdout, "data");
  const files = ["/etc/a", "/etc/freehold/keys/author"];
  const input = JSON.stringify({ write_files: files.map((path) => ({ path, permissions: "0644", content: "a" })) });
  const env = { FREEHOLD_ROOT: root, FREEHOLD_SETUP_LIMIT: "0" };
  const refused = runPython("apply", [], { input, env });
  expect(refused.status).toBe(1);
  expect(files.map((path) => existsSync(join(root, path)))).toEqual([false, true]);
  setup.stdin.end("\n");
  await once(setup, "exit");
  expect(runPython("apply", [], { input, env }).stdout).toBe("new     /etc/a\n");
});

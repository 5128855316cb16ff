import { chmodSync, cpSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { hashFolder } from "../../../infra/targets/rehearsal/images";

const machine = resolve(__dirname, "../../../infra/targets/rehearsal/images/machine");
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "freehold-images-"));
  cpSync(machine, folder, { recursive: true });
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Gives every file the mode that a clone under this umask gives it. */
function underUmask(umask: number) {
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    const wanted = entry.isDirectory() || statSync(path).mode & 0o100 ? 0o777 : 0o666;
    chmodSync(path, wanted & ~umask);
  }
}

it("an image's tag is the same under any umask", () => {
  const tag = hashFolder(folder);
  for (const umask of [0o000, 0o002, 0o022, 0o027, 0o077]) {
    underUmask(umask);
    expect(hashFolder(folder)).toBe(tag);
  }
});

it("an image's tag is another one where a file can be executed that could not", () => {
  const path = join(folder, "files/note");
  writeFileSync(path, "x", { mode: 0o600 });
  const tag = hashFolder(folder);
  chmodSync(path, 0o700);
  expect(hashFolder(folder)).not.toBe(tag);
});

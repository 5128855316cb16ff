import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { fetchLive, placeCertificate } from "../../../cli/backup/bring";
import { parseManifest } from "../../../cli/backup/manifest";
import type { Opened } from "../../../cli/backup/open";
import { root } from "../../../cli/paths";
import { manifestOf } from "../../support/backup/sample";
import { ask } from "../../support/rehearsal/run";

const stack = "test-of-bring";
const folder = mkdtempSync(join(tmpdir(), "freehold-bring-"));
const work = join(folder, "work");
const saved = join(root, `.freehold/certificates/${stack}.tar`);
const reference = `refs/freehold/${stack}/main`;
const git = (...words: string[]) =>
  ask("git", ["-C", work, "-c", "user.name=Ada", "-c", "user.email=ada@example.org", ...words]);

const openedOf = (live: string): Opened => ({
  manifest: parseManifest(manifestOf(`ssh-ed25519 ${"A".repeat(68)}`, { live })),
  text: "",
  signature: "",
  path: (name) => join(folder, name),
  has: () => true,
  close: () => {},
});

beforeAll(() => {
  ask("git", ["init", "-q", "-b", "main", work]);
  git("commit", "-q", "--allow-empty", "-m", "one");
  git("update-ref", "refs/freehold/kept/one", "HEAD");
  git("commit", "-q", "--allow-empty", "-m", "two");
  git("bundle", "create", "-q", join(folder, "site.bundle"), "HEAD", "--all");
});
afterAll(() => {
  rmSync(folder, { recursive: true });
  rmSync(saved, { force: true });
  ask("git", ["-C", root, "update-ref", "-d", reference]);
});

it("the live commit comes into this repository, main or not", () => {
  for (const name of ["refs/heads/main", "refs/freehold/kept/one"]) {
    const commit = git("rev-parse", name);
    fetchLive(stack, openedOf(commit));
    expect(ask("git", ["-C", root, "rev-parse", reference])).toBe(commit);
  }
});

it("a commit that the bundle does not name is an error, and changes nothing", () => {
  const before = ask("git", ["-C", root, "rev-parse", reference]);
  expect(() => fetchLive(stack, openedOf("f".repeat(40)))).toThrow("FH-RESTORE-BUNDLE");
  expect(ask("git", ["-C", root, "rev-parse", reference])).toBe(before);
});

it("the certificate lies where `up` finds it, unless a later one does", () => {
  writeFileSync(join(folder, "certificate.tar"), "of the backup", { mode: 0o600 });
  const opened = openedOf("1".repeat(40));
  placeCertificate(stack, opened);
  expect(readFileSync(saved, "utf8")).toBe("of the backup");
  expect(statSync(saved).mode & 0o777).toBe(0o600);
  writeFileSync(saved, "another");
  const begun = new Date(opened.manifest.at).getTime() / 1000;
  utimesSync(saved, begun + 1, begun + 1);
  placeCertificate(stack, opened);
  expect(readFileSync(saved, "utf8")).toBe("another");
  utimesSync(saved, begun - 1, begun - 1);
  placeCertificate(stack, opened);
  expect(readFileSync(saved, "utf8")).toBe("of the backup");
  expect(existsSync(`${saved}.new`)).toBe(false);
});

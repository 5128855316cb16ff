import { spawnSync } from "node:child_process";
import {
  chmodSync,
  lchownSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { keepPrivate } from "../../../infra/private-files";

const secrets = [
  ".state/.pulumi/stacks/freehold/dev.json",
  ".state/.pulumi/backups/freehold/dev/dev.1.json",
  ".freehold/dev/operator",
  ".freehold/dev/next/host",
  ".freehold/certificates/dev.tar",
];
const nobody = 65534;
const isRoot = process.geteuid?.() === 0;

let project: string;
/** A project as a umask of 000 leaves it, in folders that every user may enter. */
beforeEach(() => {
  project = mkdtempSync(join(tmpdir(), "freehold-private-"));
  for (const file of secrets) {
    mkdirSync(join(project, file, ".."), { recursive: true });
    writeFileSync(join(project, file), "secret");
    chmodSync(join(project, file), 0o666);
  }
  for (const path of entries(project)) if (lstatSync(path).isDirectory()) chmodSync(path, 0o777);
});

function entries(folder: string): string[] {
  return [folder, ...readdirSync(folder, { recursive: true, encoding: "utf8" }).map((name) => join(folder, name))];
}

const modes = (folder: string) => entries(folder).map((path) => (lstatSync(path).mode & 0o7777).toString(8));

/** The secrets that another user of this machine can read; temporary folders above the project are opened for it. */
function readByNobody(): string[] {
  for (const above of [project, tmpdir()]) if ((lstatSync(above).mode & 0o001) === 0) chmodSync(above, 0o711);
  const command = 'for file; do ! cat "$file" > /dev/null 2>&1 || printf "%s\\n" "$file"; done';
  const as = ["--reuid", String(nobody), "--regid", String(nobody), "--clear-groups", "sh", "-c", command, "sh"];
  const { stdout } = spawnSync("setpriv", [...as, ...secrets], { cwd: project, encoding: "utf8" });
  return stdout.split("\n").filter(Boolean);
}

describe("secrets on the operator's machine", () => {
  it.runIf(isRoot)("no other user can read them, who could before", () => {
    expect(readByNobody()).toEqual(secrets);
    expect(keepPrivate(project)).toEqual([]);
    expect(readByNobody()).toEqual([]);
  });

  it("folders are 0700 and files 0600, whatever they were", () => {
    chmodSync(join(project, secrets[2] as string), 0o000);
    chmodSync(join(project, secrets[3] as string), 0o4755);
    chmodSync(join(project, ".state"), 0o2755);
    expect(keepPrivate(project)).toEqual([]);
    expect([...new Set([".state", ".freehold"].flatMap((name) => modes(join(project, name))))].sort()).toEqual([
      "600",
      "700",
    ]);
  });

  it("nothing else of the project changes, and a folder that is missing is none to close", () => {
    const other = mkdtempSync(join(tmpdir(), "freehold-private-"));
    writeFileSync(join(other, "README.md"), "", { mode: 0o644 });
    const before = modes(other);
    expect(keepPrivate(other)).toEqual([]);
    expect(modes(other)).toEqual(before);
  });
});

describe("what is not this user's own is left alone", () => {
  const problem = /^FH-STATE-OWNER: /;

  it.runIf(isRoot).each([".state", ".freehold/dev", ".freehold/dev/operator"])("%s of another user", (name) => {
    lchownSync(join(project, name), nobody, nobody);
    const before = lstatSync(join(project, name)).mode;
    const problems = keepPrivate(project);
    expect(problems).toEqual([expect.stringMatching(problem)]);
    expect(problems[0]).toContain(`belongs to user ${nobody}`);
    expect(lstatSync(join(project, name)).mode).toBe(before);
  });

  it.each([".state/.pulumi/link", ".freehold/dev/link"])("%s, a link to a file elsewhere", (name) => {
    const elsewhere = join(project, "elsewhere");
    writeFileSync(elsewhere, "");
    chmodSync(elsewhere, 0o644);
    symlinkSync(elsewhere, join(project, name));
    expect(keepPrivate(project)).toEqual([expect.stringMatching(problem)]);
    expect(lstatSync(elsewhere).mode & 0o777).toBe(0o644);
  });

  it("the folder itself as a link", () => {
    const other = mkdtempSync(join(tmpdir(), "freehold-private-"));
    const elsewhere = join(other, "elsewhere");
    mkdirSync(elsewhere);
    chmodSync(elsewhere, 0o755);
    symlinkSync(elsewhere, join(other, ".state"));
    expect(keepPrivate(other)).toEqual([expect.stringMatching(problem)]);
    expect(lstatSync(elsewhere).mode & 0o777).toBe(0o755);
  });
});

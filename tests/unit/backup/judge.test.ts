import { describe, expect, it } from "vitest";
import { headOf } from "../../../cli/backup/bring";
import { backupName, backupsIn, timeIn } from "../../../cli/backup/folder";
import { hasOnly, judgeOrigin, takesCertificate } from "../../../cli/backup/judge";
import { isOpen } from "../../../cli/backup/laptop";
import { parseManifest } from "../../../cli/backup/manifest";
import { chooseSecret } from "../../../cli/backup/secret";
import { rawSettings } from "../../../cli/backup/settings";
import { fingerprintOf, keysIn } from "../../../cli/backup/signature";
import { toKeep } from "../../../cli/commands/backup";
import { restoreWords } from "../../../cli/commands/restore";
import { live, manifestOf } from "../../support/backup/sample";

const host = `ssh-ed25519 ${"A".repeat(68)}`;
const manifest = parseManifest(manifestOf(host));
const asked = { stack: "blog", from: undefined, trust: undefined, knownKeys: [host] };

describe("whose backup it is", () => {
  it("this stack's, signed by a key that is known here", () => {
    expect(() => judgeOrigin(manifest, asked)).not.toThrow();
  });

  it("another stack's only where it is named", () => {
    expect(() => judgeOrigin(manifest, { ...asked, stack: "new" })).toThrow("FH-RESTORE-STACK");
    expect(() => judgeOrigin(manifest, { ...asked, stack: "new", from: "blog" })).not.toThrow();
    expect(() => judgeOrigin(manifest, { ...asked, from: "other" })).toThrow("FH-RESTORE-STACK");
  });

  it("an unknown server's only where its key is named", () => {
    const unknown = { ...asked, knownKeys: [] };
    const fingerprint = fingerprintOf(host);
    expect(() => judgeOrigin(manifest, unknown)).toThrow(`--trust ${fingerprint}`);
    expect(() => judgeOrigin(manifest, { ...unknown, trust: "SHA256:other" })).toThrow("FH-RESTORE-KEY");
    expect(() => judgeOrigin(manifest, { ...unknown, trust: fingerprint })).not.toThrow();
  });
});

describe("the certificate", () => {
  const names = ["blog.example.org"];
  it("goes to a server of the same names", () => {
    expect(takesCertificate(manifest, { https: true, names }, false)).toBe(true);
  });
  it("stays where it has no use, or is not wanted", () => {
    expect(takesCertificate(manifest, { https: false, names: ["192.0.2.1"] }, false)).toBe(false);
    expect(takesCertificate(manifest, { https: true, names: ["192.0.2.1"] }, true)).toBe(false);
    expect(takesCertificate({ ...manifest, certificate: null }, { https: true, names: ["192.0.2.1"] }, false)).toBe(
      false,
    );
  });
  it.each([[["192.0.2.1"]], [[...names, "www.example.org"]], [undefined]])(
    "for other names is an error: %s",
    (other) => {
      expect(() => takesCertificate(manifest, { https: true, names: other }, false)).toThrow("FH-RESTORE-CERTIFICATE");
    },
  );
});

it("a server is empty where it has a release of the backup's commit alone", () => {
  const entry = (release: string, result = "live") => ({ release, result });
  expect(hasOnly(live, [])).toBe(true);
  expect(hasOnly(live, [entry(live), entry("2".repeat(40), "refused")])).toBe(true);
  expect(hasOnly(live, [entry("2".repeat(40)), entry(live)])).toBe(false);
});

it("backups are known by their names, and another stack's are not", () => {
  const name = backupName("blog", "2026-11-25T08:15:01Z");
  expect(name).toBe("freehold-blog-2026-11-25T081501Z.tar.age");
  expect(timeIn("blog", name)).toBe("2026-11-25T081501Z");
  const other = backupName("blog-2026", "2026-11-25T08:15:01Z");
  const later = backupName("blog", "2026-12-01T00:00:00Z");
  expect(backupsIn([later, other, "notes", `.${name}.part`, name], "blog")).toEqual([name, later]);
});

describe("what a backup is encrypted for", () => {
  it("a recipient before the passphrase; an empty one only in a rehearsal", () => {
    expect(chooseSecret("blog", "age1x", "words", false)).toEqual({ recipient: "age1x" });
    expect(chooseSecret("blog", undefined, "words", false)).toEqual({ passphrase: "words" });
    expect(chooseSecret("dev", undefined, "", true)).toEqual({ passphrase: "" });
  });
  it.each([
    ["" as string | undefined, false],
    [undefined, true],
  ])("passphrase %j is none", (passphrase, open) => {
    expect(() => chooseSecret("blog", undefined, passphrase, open)).toThrow("FH-BACKUP-SECRET");
  });
});

it("settings are read past encrypted ones", () => {
  const text =
    "config:\n  freehold:domain: a.org\n  freehold:alarmUrl: {secure: v1:x}\n  oci:region: r\n  freehold:authors: [k]\n";
  expect(rawSettings(text)).toEqual({ domain: "a.org", authors: '["k"]' });
  expect(rawSettings("")).toEqual({});
});

it("a state with an open key is noticed", () => {
  expect(isOpen('{"stdout":"-----BEGIN OPENSSH PRIVATE KEY-----"}')).toBe(true);
  expect(isOpen('{"ciphertext":"v1:abc"}')).toBe(false);
});

it("keys and references are read from OpenSSH's and git's lists", () => {
  expect(keysIn(`freehold-blog ${host}\n\nodd\n`)).toEqual([host]);
  const list = `${live} HEAD\n${"2".repeat(40)} refs/heads/main\n${live} refs/freehold/kept/${live}\n`;
  expect(headOf(live, list)).toBe(`refs/freehold/kept/${live}`);
  expect(headOf("3".repeat(40), list)).toBeUndefined();
});

it("the first backup says what to keep, and no secret of it", () => {
  expect(toKeep("blog", "folder/file", host).join("\n")).toBe(
    "keep three things apart from this laptop (docs/backup.md): the passphrase of stack blog,\n" +
      `  this file or a later one: folder/file\n  and the fingerprint of the server's key: ${fingerprintOf(host)}`,
  );
});

describe("the words of restore", () => {
  it("one file and options", () => {
    expect(restoreWords(["/folder/file", "--from", "blog", "--without-certificate"])).toEqual({
      file: "/folder/file",
      from: "blog",
      trust: undefined,
      without: true,
    });
  });
  it.each([[[]], [["one", "two"]], [["file", "--form", "x"]], [["file", "--from"]]])("%j is an error", (words) => {
    expect(() => restoreWords(words)).toThrow("FH-RESTORE-COMMAND");
  });
});

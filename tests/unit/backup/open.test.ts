import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { generateIdentity, identityToRecipient } from "age-encryption";
import { afterAll, describe, expect, it } from "vitest";
import { openBackup } from "../../../cli/backup/open";
import { archiveEnd } from "../../../cli/backup/tar";
import { root } from "../../../cli/paths";
import { archiveOf, contents, HostKey, manifestOf, memberOf, sealed } from "../../support/backup/sample";

// By a key and not by a passphrase: scrypt takes a second each time.
const identity = await generateIdentity();
const recipient = { recipient: await identityToRecipient(identity) };
const host = new HostKey();
const folder = mkdtempSync(join(tmpdir(), "freehold-open-"));
afterAll(() => {
  host.remove();
  rmSync(folder, { recursive: true });
});

const good = manifestOf(host.public);
const signed = (manifest: string, files = contents) => archiveOf(manifest, host.sign(manifest), files);

async function open(bytes: Buffer, secrets = [identity]) {
  const file = join(folder, "backup");
  writeFileSync(file, bytes);
  return openBackup(file, secrets, () => {});
}

/** What this process has unpacked: others may test here, too. */
const opened = () => readdirSync(join(root, ".freehold")).filter((name) => name.startsWith(`opened-${process.pid}-`));

/** The code of the error; and nothing may be left of what was unpacked. */
async function codeOf(bytes: Buffer, secrets?: string[]): Promise<string> {
  const error = await open(bytes, secrets).then(
    () => undefined,
    (reason: Error) => reason,
  );
  expect(opened()).toEqual([]);
  return /^FH-[A-Z-]+/.exec(error?.message ?? "")?.[0] ?? String(error);
}

describe("a good backup", () => {
  it("takes away what a killed command left unpacked", async () => {
    // No process has this number: the kernel's own limit is 4,194,304.
    mkdirSync(join(root, ".freehold/opened-4194305-x"), { recursive: true });
    (await open(await sealed(signed(good), recipient))).close();
    expect(existsSync(join(root, ".freehold/opened-4194305-x"))).toBe(false);
  });

  it("is unpacked where only this user reads it, and goes again", async () => {
    const found = await open(await sealed(signed(good), { passphrase: "secret" }), ["another", "secret"]);
    expect(found.manifest.live).toBe("1".repeat(40));
    for (const [name, content] of Object.entries(contents)) {
      const path = found.path(name as keyof typeof contents & "state.json");
      expect(readFileSync(path, "utf8")).toBe(content);
      expect(statSync(path).mode & 0o777).toBe(0o600);
    }
    expect(found.has("pages.sha256")).toBe(false);
    found.close();
    expect(opened()).toEqual([]);
  }, 120_000);
});

describe("a file that is none, or not this one", () => {
  it("is rejected by its code", async () => {
    const whole = await sealed(signed(good), recipient);
    expect(await codeOf(whole, ["another"])).toBe("FH-BACKUP-KEY");
    expect(await codeOf(Buffer.from("no backup"))).toBe("FH-BACKUP-DAMAGED");
    expect(await codeOf(Buffer.alloc(0))).toBe("FH-BACKUP-DAMAGED");
    for (const length of [whole.length - 1, 100_000, 65_536, 300])
      expect(await codeOf(whole.subarray(0, length))).toBe("FH-BACKUP-DAMAGED");
    const changed = Buffer.from(whole);
    changed[70_000] = (changed[70_000] ?? 0) ^ 1;
    expect(await codeOf(changed)).toBe("FH-BACKUP-DAMAGED");
    await expect(openBackup(join(folder, "none"), [], () => {})).rejects.toThrow("FH-BACKUP-FILE");
  }, 120_000);
});

describe("an archive inside that is not as expected", () => {
  const cases: [string, () => Buffer, string][] = [
    ["signed by another key than it names", () => archiveOf(good, new HostKey().sign(good)), "FH-BACKUP-SIGNATURE"],
    ["signed for something else", () => archiveOf(good, host.sign(good, "file")), "FH-BACKUP-SIGNATURE"],
    ["of a later format", () => signed(manifestOf(host.public, { format: 2 })), "FH-RESTORE-NEWER"],
    ["of no format", () => signed(manifestOf(host.public, { format: "1" })), "FH-BACKUP-MANIFEST"],
    ["whose manifest is no JSON", () => signed("{"), "FH-BACKUP-MANIFEST"],
    [
      "with a member of another hash",
      () => signed(good, { ...contents, "releases.jsonl": "{ \n" }),
      "FH-BACKUP-DAMAGED",
    ],
    ["with a member of another size", () => signed(good, { ...contents, "releases.jsonl": "{}" }), "FH-BACKUP-DAMAGED"],
    ["with one entry more", () => signed(good, { ...contents, more: "x" }), "FH-BACKUP-DAMAGED"],
    ["with bytes after its end", () => Buffer.concat([signed(good), archiveEnd]), "FH-BACKUP-DAMAGED"],
    ["without its end", () => signed(good).subarray(0, -1024), "FH-BACKUP-DAMAGED"],
    ["that is no tar", () => Buffer.from("x".repeat(2000)), "FH-BACKUP-DAMAGED"],
  ];
  it.each(cases)("%s", async (_, bytes, code) => {
    expect(await codeOf(await sealed(bytes(), recipient))).toBe(code);
  });

  const names = ["../settings.yaml", "/etc/passwd", "settings.yaml/../../x", "state.json ", "SITE.BUNDLE"];
  it.each(names)("a manifest that lists %j", async (name) => {
    const members = [...Object.entries(contents).map(memberOf), memberOf([name, "x"])];
    const manifest = manifestOf(host.public, { members });
    expect(await codeOf(await sealed(signed(manifest, { ...contents, [name]: "x" }), recipient))).toBe(
      "FH-BACKUP-MANIFEST",
    );
  });

  it.each([
    ["twice", [...Object.entries(contents), ["state.json", "{}"] as const]],
    ["in another order", Object.entries(contents).reverse()],
    ["without the repository", Object.entries(contents).slice(1)],
  ])("a manifest that lists members %s", async (_, listed) => {
    const manifest = manifestOf(host.public, { members: listed.map(memberOf) });
    expect(await codeOf(await sealed(signed(manifest), recipient))).toBe("FH-BACKUP-MANIFEST");
  });

  it("a manifest with a member that is larger than it may be", async () => {
    const large = { ...memberOf(["settings.yaml", "x"]), bytes: 1024 * 1024 + 1 };
    const members = Object.entries(contents)
      .map(memberOf)
      .map((one) => (one.name === large.name ? large : one));
    expect(await codeOf(await sealed(signed(manifestOf(host.public, { members })), recipient))).toBe(
      "FH-BACKUP-MANIFEST",
    );
  });

  // Hard link, symbolic link, device, folder, the extended headers of POSIX and of GNU: all else is as it should be.
  it.each([..."123456xgLKS"])("an entry of type %s", async (type) => {
    const bytes = signed(good);
    const at = bytes.indexOf("site.bundle\0");
    const header = bytes.subarray(at, at + 512);
    header.write(type, 156);
    const sum = header.reduce((total, byte, place) => total + (place >= 148 && place < 156 ? 0x20 : byte), 0);
    header.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148);
    expect(await codeOf(await sealed(bytes, recipient))).toBe("FH-BACKUP-DAMAGED");
  });
});

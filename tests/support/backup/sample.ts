import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { encrypted, type Secret } from "../../../cli/backup/secret";
import { archiveEnd, headerOf, padding } from "../../../cli/backup/tar";
import { ask } from "../rehearsal/run";

/** A server's host key, and what signs with it as server/backup/collect.py does. */
export class HostKey {
  readonly folder = mkdtempSync(join(tmpdir(), "freehold-host-"));
  readonly public: string;

  constructor() {
    ask("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", "", "-f", join(this.folder, "key")]);
    this.public = readFileSync(join(this.folder, "key.pub"), "utf8").trim();
  }

  sign(text: string, namespace = "freehold-backup"): string {
    const file = join(this.folder, "text");
    writeFileSync(file, text);
    rmSync(`${file}.sig`, { force: true });
    ask("ssh-keygen", ["-q", "-Y", "sign", "-f", join(this.folder, "key"), "-n", namespace, file]);
    return readFileSync(`${file}.sig`, "utf8");
  }

  remove = () => rmSync(this.folder, { recursive: true });
}

export const live = "1".repeat(40);

/** Contents by name: not a repository, only bytes of that size. */
export const contents: Readonly<Record<string, string>> = {
  "site.bundle": "bundle".repeat(20_000),
  "releases.jsonl": "{}\n",
  "readers.jsonl": "",
  "certificate.tar": "tar",
  "state.json": "{}",
  "settings.yaml": "config: {}\n",
};

export const memberOf = ([name, text]: readonly [string, string]) => ({
  name,
  bytes: Buffer.byteLength(text),
  sha256: createHash("sha256").update(text).digest("hex"),
});

/** A good manifest; `changes` replaces fields of it. */
export const manifestOf = (host: string, changes: object = {}): string =>
  JSON.stringify({
    format: 1,
    stack: "blog",
    host,
    at: "2026-11-25T08:15:01Z",
    url: "https://blog.example.org",
    live,
    certificate: { names: ["blog.example.org"], ends: "2027-01-01T00:00:00Z" },
    members: Object.entries(contents).map(memberOf),
    ...changes,
  });

/** One entry of an archive, its header as given. */
export const entry = (header: Buffer, content: string) =>
  Buffer.concat([header, Buffer.from(content), Buffer.alloc(padding(Buffer.byteLength(content)))]);

export const fileEntry = (name: string, content: string) =>
  entry(headerOf({ name, size: Buffer.byteLength(content) }), content);

/** The plain archive of a manifest and contents, with its end. */
export function archiveOf(manifest: string, signature: string, files: Readonly<Record<string, string>> = contents) {
  const entries = Object.entries({ "manifest.json": manifest, "manifest.json.sig": signature, ...files });
  return Buffer.concat([...entries.map((one) => fileEntry(...one)), archiveEnd]);
}

async function* once(bytes: Buffer): AsyncGenerator<Uint8Array> {
  yield bytes;
}

/** The bytes of an encrypted file. */
export async function sealed(plain: Buffer, secret: Secret): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  for await (const part of await encrypted(once(plain), secret)) parts.push(part);
  return Buffer.concat(parts);
}

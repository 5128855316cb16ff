import { createHash } from "node:crypto";
import { UserError } from "../../infra/user-error";
import type { Own } from "./laptop";
import { type Manifest, type Member, manifestLimit, parseManifest } from "./manifest";
import { checkSignature } from "./signature";
import { archiveEnd, headerOf, padding, type Source } from "./tar";

const manifestName = "manifest.json";
const signatureName = "manifest.json.sig";

/** The beginning of a backup. */
export interface Head {
  readonly manifest: Manifest;
  readonly text: string;
  readonly signature: string;
}

async function small(source: Source, name: string): Promise<string> {
  const { size } = await source.header(name);
  if (size > manifestLimit)
    throw new UserError(`FH-BACKUP-MANIFEST: ${name} has ${size} bytes, more than ${manifestLimit}`);
  const content = await source.exactly(size);
  await source.exactly(padding(size));
  return content.toString("utf8");
}

/** Reads manifest and signature. The signature is that of the key in the manifest; whose key that is, `checkSigner` judges. */
export async function readHead(source: Source): Promise<Head> {
  const text = await small(source, manifestName);
  const signature = await small(source, signatureName);
  const manifest = parseManifest(text);
  await checkSignature(text, signature, manifest.host);
  return { manifest, text, signature };
}

/**
 * Yields the content of the archive's next member as it comes.
 * @throws UserError FH-BACKUP-DAMAGED where size or hash are not those of the manifest; then what was yielded is worth nothing
 */
export async function* readMember(source: Source, { name, bytes, sha256 }: Member): AsyncGenerator<Buffer> {
  const { size } = await source.header(name);
  const hash = createHash("sha256");
  if (size === bytes)
    for await (const part of source.pass(size)) {
      hash.update(part);
      yield part;
    }
  if (size !== bytes || hash.digest("hex") !== sha256)
    throw new UserError(`FH-BACKUP-DAMAGED: ${name} is not what the manifest says. Take another backup`);
  await source.exactly(padding(size));
}

async function* file(name: string, content: Buffer): AsyncGenerator<Uint8Array> {
  yield headerOf({ name, size: content.length });
  yield content;
  yield Buffer.alloc(padding(content.length));
}

/** Yields an archive of what the server sends, checked as it passes, and of the laptop's own members. */
export async function* joined(source: Source, head: Head, own: readonly Own[]): AsyncGenerator<Uint8Array> {
  yield* file(manifestName, Buffer.from(head.text));
  yield* file(signatureName, Buffer.from(head.signature));
  for (const member of head.manifest.members) {
    const mine = own.find((one) => one.member.name === member.name);
    if (mine) {
      yield* file(member.name, mine.content);
      continue;
    }
    yield headerOf({ name: member.name, size: member.bytes });
    yield* readMember(source, member);
    yield Buffer.alloc(padding(member.bytes));
  }
  await source.over();
  yield archiveEnd;
}

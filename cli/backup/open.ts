import { createReadStream, createWriteStream, mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { UserError } from "../../infra/user-error";
import { root } from "../paths";
import { readHead, readMember } from "./archive";
import type { Manifest, MemberName } from "./manifest";
import { decrypted } from "./secret";
import { Source } from "./tar";

/** A backup that was read to its end: every member is what the signed manifest says. */
export interface Opened {
  readonly manifest: Manifest;
  readonly text: string;
  readonly signature: string;
  /** Where a member lies, readable by this user alone, until `close`. */
  readonly path: (name: MemberName) => string;
  readonly has: (name: MemberName) => boolean;
  /** Removes all of it. */
  readonly close: () => void;
}

const prefix = "opened-";

/** Whether a process of that number runs. */
function lives(number: number): boolean {
  try {
    return process.kill(number, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** Removes what a killed command left unpacked. The name has its process's number. */
function sweep(home: string): void {
  for (const name of readdirSync(home)) {
    if (!name.startsWith(prefix) || lives(Number(name.slice(prefix.length).split("-")[0]))) continue;
    rmSync(join(home, name), { recursive: true, force: true });
  }
}

/** A full disk and the like, in a sentence. */
const plain = (error: unknown) =>
  error instanceof Error && "code" in error
    ? new UserError(`FH-BACKUP-WRITE: the backup could not be unpacked: ${error.message}`)
    : error;

/** The file's own bytes. Throws FH-BACKUP-FILE where it cannot be read. */
async function* bytesOf(file: string): AsyncGenerator<Uint8Array> {
  try {
    for await (const chunk of createReadStream(file)) yield chunk as Buffer;
  } catch (error) {
    throw new UserError(`FH-BACKUP-FILE: ${file} cannot be read: ${(error as Error).message}`);
  }
}

/**
 * Decrypts, checks and unpacks a backup into a folder of its own. Nothing is compressed, so it takes the size of the file; members
 * have fixed names, so none lands elsewhere.
 * @param judge called with the manifest, before anything is unpacked; may throw
 * @throws UserError FH-BACKUP-…, FH-RESTORE-NEWER; then nothing is left
 */
export async function openBackup(
  file: string,
  secrets: readonly string[],
  judge: (manifest: Manifest) => void,
): Promise<Opened> {
  const home = join(root, ".freehold");
  mkdirSync(home, { recursive: true, mode: 0o700 });
  sweep(home);
  const folder = mkdtempSync(join(home, `${prefix}${process.pid}-`));
  const close = () => rmSync(folder, { recursive: true, force: true });
  const path = (name: MemberName) => join(folder, name);
  try {
    const source = new Source(decrypted(bytesOf(file), secrets));
    const { manifest, text, signature } = await readHead(source);
    judge(manifest);
    for (const member of manifest.members) {
      const out = createWriteStream(path(member.name), { flags: "wx", mode: 0o600 });
      await pipeline(Readable.from(readMember(source, member)), out);
    }
    await source.end();
    const has = (name: MemberName) => manifest.members.some((member) => member.name === name);
    return { manifest, text, signature, path, has, close };
  } catch (error) {
    close();
    throw plain(error);
  }
}

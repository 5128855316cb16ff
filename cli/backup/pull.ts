import { type ChildProcess, spawn } from "node:child_process";
import { createWriteStream, renameSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { finished, pipeline } from "node:stream/promises";
import { UserError } from "../../infra/user-error";
import { endOf } from "../execute";
import { sshTo } from "../ssh-to";
import { joined, readHead } from "./archive";
import { backupName, keepNewest, prepareFolder, unfinished } from "./folder";
import { laptopPart } from "./laptop";
import type { Manifest } from "./manifest";
import { encrypted, secretOf } from "./secret";
import { backupSettings } from "./settings";
import { pinnedKeys, rememberKey } from "./signature";
import { Source } from "./tar";

const program = "/usr/local/lib/freehold/backup/backup";

/** A word of the server's `backup`, run as the operator over the pinned connection. 127: the server has no such program. */
export function onServer(stack: string, word: string): ChildProcess {
  const command = `test -x ${program} || exit 127; exec sudo -n ${program} ${word}`;
  const child = spawn("ssh", [...sshTo(stack, "operator", ["BatchMode=yes"]), command], { stdio: "pipe" });
  child.stdin?.on("error", () => {});
  return child;
}

/** Waits for its end. Throws a UserError with the server's own words, or with `code` where it has none. */
export async function ended(child: ChildProcess, code: string, stack: string): Promise<void> {
  let words = "";
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    words = (words + text).slice(-4000);
  });
  const status = await new Promise<number>((done) => {
    child.on("error", () => done(255));
    child.on("close", (found) => done(found ?? 255));
  });
  if (status === 0) return;
  if (status === 127)
    throw new UserError(
      `FH-SERVER-OLD: the server knows no backups yet. Bring it forward: npm run up -- --stack ${stack}`,
    );
  const said = endOf(words, 5);
  throw new UserError(/^FH-/m.test(said) ? said : `${code}: the server did not do it (status ${status}):\n${said}`);
}

export interface Backup {
  readonly path: string;
  readonly manifest: Manifest;
  /** Of the file, in bytes. */
  readonly bytes: number;
}

/** Writes a stream to a new file that only this user can read, and to the disk. */
async function writePrivate(path: string, content: AsyncIterable<Uint8Array>): Promise<number> {
  const out = createWriteStream(path, { flags: "wx", mode: 0o600, flush: true });
  try {
    await pipeline(content, out);
    await finished(out);
  } catch (error) {
    if (!(error instanceof Error && "code" in error)) throw error;
    throw new UserError(`FH-BACKUP-WRITE: ${path} could not be written: ${error.message}`);
  }
  return statSync(path).size;
}

/** Has the server remember that this backup is here whole: from its age come `status` and the word `backup`. */
async function tell(stack: string, { at, live }: Manifest, bytes: number): Promise<void> {
  const child = onServer(stack, "done");
  child.stdin?.end(JSON.stringify({ at, bytes, release: live }));
  await ended(child, "FH-BACKUP-NOTE", stack);
}

/**
 * Pulls a backup of a stack's server into a file: whole, checked and encrypted, or not at all. Memory: some hundred kB beside the
 * state and what scrypt takes; disk of the server: once the repository.
 */
export async function pull(stack: string): Promise<Backup> {
  const settings = backupSettings(stack);
  const { folder, keep } = settings;
  const secret = secretOf(stack, settings);
  const own = await laptopPart(stack);
  prepareFolder(folder, stack);
  const child = onServer(stack, "create");
  const end = ended(child, "FH-BACKUP-SERVER", stack);
  child.stdin?.end(JSON.stringify({ stack, members: own.map(({ member }) => member) }));
  let part = "";
  try {
    const source = new Source(child.stdout as AsyncIterable<Uint8Array>);
    // Where the server ends with an error nothing comes: its words say more than that.
    const head = await readHead(source).catch(async (error) => {
      await end;
      throw error;
    });
    const { manifest } = head;
    if (!pinnedKeys(stack).includes(manifest.host) || manifest.stack !== stack)
      throw new UserError(
        "FH-BACKUP-SIGNATURE: what arrived is not signed by the server's pinned host key for this stack",
      );
    const name = backupName(stack, manifest.at);
    part = join(folder, `.${name}${unfinished}`);
    const bytes = await writePrivate(part, await encrypted(joined(source, head, own), secret));
    await end;
    rememberKey(stack, manifest.host);
    renameSync(part, join(folder, name));
    await tell(stack, manifest, bytes);
    keepNewest(folder, stack, keep);
    return { path: join(folder, name), manifest, bytes };
  } finally {
    child.kill();
    end.catch(() => {});
    if (part) rmSync(part, { force: true });
  }
}

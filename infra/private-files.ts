import { chmodSync, closeSync, constants, fchmodSync, fstatSync, lstatSync, openSync, readdirSync } from "node:fs";
import { join } from "node:path";

/**
 * Folders of the project with secrets in them: Pulumi's state, whose passphrase may be empty, so that whoever reads it is root on
 * the server; and the keys and certificates.
 */
const privateFolders = [".state", ".freehold"];

/** What may not be touched is another user's, or leads out of the project. */
class Foreign extends Error {}

/** A file that went while it was looked at: a run of Pulumi beside this one writes and renames. */
const gone = (error: unknown) => (error as NodeJS.ErrnoException).code === "ENOENT";

function judge(path: string, { uid, isLink }: { uid: number; isLink: boolean }): void {
  const me = process.geteuid?.() ?? uid;
  if (isLink) throw new Foreign(`${path} is a symbolic link`);
  if (uid !== me) throw new Foreign(`${path} belongs to user ${uid}, this is user ${me}`);
}

/** Gives one file or folder its mode. What is changed is what was judged: its name may lead elsewhere a moment later. */
function closeToOthers(path: string): "folder" | "file" {
  const seen = lstatSync(path);
  judge(path, { uid: seen.uid, isLink: seen.isSymbolicLink() });
  const kind = seen.isDirectory() ? "folder" : "file";
  const mode = kind === "folder" ? 0o700 : 0o600;
  if ((seen.mode & 0o7777) === mode || (kind === "file" && !seen.isFile())) return kind;
  if ((seen.mode & 0o400) === 0) {
    // Its own owner cannot open it: nobody else could have put it in another's place, in a folder that is closed by now.
    chmodSync(path, mode);
    return kind;
  }
  const handle = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  try {
    judge(path, { uid: fstatSync(handle).uid, isLink: false });
    fchmodSync(handle, mode);
  } finally {
    closeSync(handle);
  }
  return kind;
}

/** Folders first: once one is closed, no other user can change what is in it. */
function closeTree(path: string): void {
  try {
    if (closeToOthers(path) === "file") return;
    for (const name of readdirSync(path)) closeTree(join(path, name));
  } catch (error) {
    if (!gone(error)) throw error;
  }
}

/**
 * Makes every file with a secret readable by this user alone (folders 0700, files 0600), also where it was looser before. Called
 * at the start of each command and of the program itself, so that a plain `pulumi up` does it too. Milliseconds.
 * @param root the project's folder
 * @returns one problem for each folder that is not this user's own, which is left as it is
 */
export function keepPrivate(root: string): string[] {
  return privateFolders.flatMap((name) => {
    try {
      closeTree(join(root, name));
      return [];
    } catch (error) {
      if (!(error instanceof Foreign)) throw error;
      return [
        `FH-STATE-OWNER: ${error.message}. ${name}/ holds private keys and must be this user's own folder, without links, ` +
          `so that no other user reads or changes it. Run this as the user that owns it, or take it over: ` +
          `sudo chown -R "$(id -u)" '${join(root, name)}'. Replace a link by what it leads to.`,
      ];
    }
  });
}

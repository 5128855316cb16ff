import { relative } from "node:path";
import { UserError } from "../../infra/user-error";
import type { Arguments } from "../arguments";
import { backupsOf } from "../backup/folder";
import { pull } from "../backup/pull";
import { backupSettings } from "../backup/settings";
import { fingerprintOf } from "../backup/signature";
import { root } from "../paths";
import { keepSecrets, setUp } from "../setup";
import { requireServer } from "../ssh-to";
import { say } from "../step";

const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(1)} MB`;

/** `npm run backup`: one encrypted file with all that a server of this stack can be made of again. */
export async function backup({ stack, rest }: Arguments): Promise<number> {
  if (rest.length > 0)
    throw new UserError(
      `FH-BACKUP-COMMAND: unknown words "${rest.join(" ")}". Available: npm run backup [-- --stack NAME]`,
    );
  requireServer(stack);
  await setUp(stack, { quiet: true, withoutImages: true });
  await make(stack);
  return 0;
}

/** What opens a new laptop's way to the server, in three lines. Pure. */
export const toKeep = (stack: string, path: string, host: string): string[] => [
  `keep three things apart from this laptop (docs/backup.md): the passphrase of stack ${stack},`,
  `  this file or a later one: ${path}`,
  `  and the fingerprint of the server's key: ${fingerprintOf(host)}`,
];

async function make(stack: string): Promise<void> {
  const start = Date.now();
  const { folder } = backupSettings(stack);
  const first = backupsOf(folder, stack).length === 0;
  const { path, bytes, manifest } = await pull(stack);
  keepSecrets();
  const shown = path.startsWith(root) ? relative(root, path) : path;
  const seconds = ((Date.now() - start) / 1000).toFixed(1);
  say(`backup: ${shown}, ${megabytes(bytes)} in ${seconds} s, of release ${manifest.live.slice(0, 12)}`);
  if (first) for (const line of toKeep(stack, shown, manifest.host)) say(line);
}

/** Ends an `up` that went well with a backup, where the settings say so. A backup that fails is said; the `up` stays well. */
export async function thenBackup(stack: string, status: number): Promise<number> {
  if (status !== 0 || !backupSettings(stack).afterUp) return status;
  try {
    await make(stack);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    say(`${error.message}\nall else was done; there is no new backup. Try again: npm run backup -- --stack ${stack}`);
  }
  return status;
}

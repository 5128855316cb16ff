import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { ReadableStream } from "node:stream/web";
import { UserError } from "../../infra/user-error";
import { root, typed } from "../paths";
import { pulumiEnvironment } from "../pulumi/environment";
import type { BackupSettings } from "./settings";

/** Who can decrypt a backup: who knows the passphrase, or who has the key of an age recipient. */
export type Secret = { readonly passphrase: string } | { readonly recipient: string };

/** Variable with the path of a file: a passphrase in its one line, or an age identity. */
const keyFile = "FREEHOLD_BACKUP_KEY_FILE";

/** The passphrase of a stack, as Pulumi takes it; undefined where its state is encrypted in another way. */
function passphraseOf(stack: string): string | undefined {
  const { PULUMI_CONFIG_PASSPHRASE: words, PULUMI_CONFIG_PASSPHRASE_FILE: file } = pulumiEnvironment(stack);
  if (words !== undefined) return words;
  return file && existsSync(resolve(root, file)) ? readFileSync(resolve(root, file), "utf8").trim() : undefined;
}

/**
 * What a stack's backups are encrypted for: the recipient where there is one, else the stack's passphrase. It is never the operator's
 * SSH key: that is in the state, which is in the backup. Pure.
 * @param open whether an empty passphrase will do: for a rehearsal, whose state everybody could decrypt, too
 * @throws UserError FH-BACKUP-SECRET
 */
export function chooseSecret(
  stack: string,
  recipient: string | undefined,
  passphrase: string | undefined,
  open: boolean,
): Secret {
  if (recipient) return { recipient };
  if (passphrase || (passphrase === "" && open)) return { passphrase };
  throw new UserError(
    `FH-BACKUP-SECRET: stack ${stack} has ${passphrase === "" ? "an empty" : "no"} passphrase, which would leave its backups open. ` +
      "Set one (docs/oracle.md), or a public key of age: pulumi config set freehold:backupRecipient age1…",
  );
}

/** `chooseSecret` for a stack of this clone. */
export const secretOf = (stack: string, { recipient, rehearsed }: BackupSettings): Secret =>
  chooseSecret(stack, recipient, passphraseOf(stack), rehearsed);

/** What may open a backup: the file of FREEHOLD_BACKUP_KEY_FILE alone, else the stack's passphrase, else that of a rehearsal. */
export function candidates(stack: string): string[] {
  const file = process.env[keyFile];
  if (!file) return [...new Set([passphraseOf(stack) ?? "", ""])];
  try {
    return [readFileSync(typed(file), "utf8").trim()];
  } catch (error) {
    throw new UserError(
      `FH-BACKUP-SECRET: ${keyFile} names ${file}, which cannot be read: ${(error as Error).message}`,
    );
  }
}

const age = () => import("age-encryption");

/** Encrypts a stream in chunks of 64 KiB. age's scrypt takes a second and 256 MB. */
export async function encrypted(plain: AsyncIterable<Uint8Array>, secret: Secret): Promise<AsyncIterable<Uint8Array>> {
  const encrypter = new (await age()).Encrypter();
  if ("recipient" in secret) encrypter.addRecipient(secret.recipient);
  else encrypter.setPassphrase(secret.passphrase);
  const source = ReadableStream.from(plain) as unknown as globalThis.ReadableStream<Uint8Array>;
  return (await encrypter.encrypt(source)) as unknown as AsyncIterable<Uint8Array>;
}

const identity = /^AGE-SECRET-KEY-(PQ-)?1[0-9A-Z]+$/m;

/** A comment or two stand before the key in the files that `age-keygen` writes. */
const identityIn = (text: string) => identity.exec(text)?.[0];

/**
 * Decrypts a stream. What it yields is authentic, and whole once it has ended.
 * @throws UserError FH-BACKUP-KEY where no candidate opens it, FH-BACKUP-DAMAGED where it is no such file, truncated or changed
 */
export async function* decrypted(
  cipher: AsyncIterable<Uint8Array>,
  secrets: readonly string[],
): AsyncGenerator<Uint8Array> {
  const decrypter = new (await age()).Decrypter();
  for (const secret of secrets) {
    const found = identityIn(secret);
    if (found) decrypter.addIdentity(found);
    else decrypter.addPassphrase(secret);
  }
  try {
    const source = ReadableStream.from(cipher) as unknown as globalThis.ReadableStream<Uint8Array>;
    yield* (await decrypter.decrypt(source)) as unknown as AsyncIterable<Uint8Array>;
  } catch (error) {
    if (error instanceof UserError) throw error;
    if (/no identity matched/.test(String(error)))
      throw new UserError(
        "FH-BACKUP-KEY: the backup was encrypted by another passphrase or key. Set PULUMI_CONFIG_PASSPHRASE to that of the stack " +
          `it was made of, or ${keyFile} to a file with that passphrase or with the age identity`,
      );
    throw new UserError(
      `FH-BACKUP-DAMAGED: the backup is truncated, was changed, or is none (${(error as Error).message})`,
    );
  }
}

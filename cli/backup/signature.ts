import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { UserError } from "../../infra/user-error";
import { execute } from "../execute";
import { writeWhole } from "../files";
import { root } from "../paths";

/** Part of what is signed; server/backup/collect.py has the same. */
const namespace = "freehold-backup";

/** Host keys of servers whose backups this checkout made: they outlive `destroy`, which removes `.freehold/STACK`. */
const remembered = join(root, ".freehold/backups/known_hosts");

/** What OpenSSH calls a key by. Pure. */
export function fingerprintOf(key: string): string {
  const digest = createHash("sha256")
    .update(Buffer.from(key.split(" ")[1] ?? "", "base64"))
    .digest("base64");
  return `SHA256:${digest.replace(/=+$/, "")}`;
}

/** The keys of a known_hosts file, `TYPE BASE64`. Pure. */
export const keysIn = (text: string): string[] =>
  text.split("\n").flatMap((line) => {
    const [, type, key] = line.split(/\s+/);
    return type && key ? [`${type} ${key}`] : [];
  });

/** The host keys of a stack's server, as pinned here. */
export function pinnedKeys(stack: string): string[] {
  const file = join(root, ".freehold", stack, "known_hosts");
  return existsSync(file) ? keysIn(readFileSync(file, "utf8")) : [];
}

/** All host keys that this checkout has pinned: of servers that are there (`.freehold/STACK`) and that were (`.freehold/backups`). */
export function knownKeys(): string[] {
  const folder = join(root, ".freehold");
  const stacks = existsSync(folder) ? readdirSync(folder) : [];
  return stacks.flatMap(pinnedKeys);
}

/** Remembers the host key of a server that a backup was made of. */
export function rememberKey(stack: string, key: string): void {
  const before = existsSync(remembered) ? readFileSync(remembered, "utf8") : "";
  mkdirSync(dirname(remembered), { recursive: true, mode: 0o700 });
  if (!keysIn(before).includes(key)) writeWhole(remembered, `${before}${stack} ${key}\n`, 0o600);
}

/**
 * Makes sure that a text was signed by this key, with ssh-keygen.
 * @throws UserError FH-BACKUP-SIGNATURE
 */
export async function checkSignature(text: string, signature: string, key: string): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "freehold-signature-"));
  try {
    writeFileSync(join(folder, "allowed"), `server ${key}\n`);
    writeFileSync(join(folder, "signature"), signature);
    const words = ["-Y", "verify", "-f", join(folder, "allowed"), "-I", "server", "-n", namespace];
    const { code } = await execute("ssh-keygen", [...words, "-s", join(folder, "signature")], { input: text });
    if (code === 0) return;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  throw new UserError("FH-BACKUP-SIGNATURE: the backup's signature is not of its manifest: it was changed");
}

/**
 * Makes sure that the key which signed a backup is a server's that this checkout knows, or the one that the operator names.
 * @param trusted fingerprint of `--trust`
 * @throws UserError FH-RESTORE-KEY
 */
export function checkSigner(key: string, known: readonly string[], trusted: string | undefined): void {
  const found = fingerprintOf(key);
  if (known.includes(key) || trusted === found) return;
  throw new UserError(
    trusted === undefined
      ? `FH-RESTORE-KEY: the backup is signed by ${found}, the host key of a server that this checkout does not know. ` +
          `Compare it with what you kept of your server; if it is the same, add: --trust ${found}`
      : `FH-RESTORE-KEY: the backup is signed by ${found}, not by ${trusted}`,
  );
}

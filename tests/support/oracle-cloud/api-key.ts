import { createHash, createPublicKey, generateKeyPairSync } from "node:crypto";

/** A user's API key: what lies in `~/.oci`, and what Oracle has of it. */
export interface ApiKey {
  readonly privateKey: string;
  readonly publicKey: string;
  readonly fingerprint: string;
}

/** MD5 of the public key's DER form, as the console shows it. */
export function fingerprintOf(publicKey: string): string {
  const der = createPublicKey(publicKey).export({ type: "spki", format: "der" });
  return createHash("md5")
    .update(der)
    .digest("hex")
    .replace(/(..)(?=.)/g, "$1:");
}

let made: ApiKey | undefined;

/** One key for each process: making one takes a tenth of a second. */
export function apiKey(): ApiKey {
  if (made) return made;
  const { privateKey, publicKey } = generateKeyPairSync("rsa", {
    modulusLength: 2048,
    privateKeyEncoding: { type: "pkcs8", format: "pem" },
    publicKeyEncoding: { type: "spki", format: "pem" },
  });
  made = { privateKey, publicKey, fingerprint: fingerprintOf(publicKey) };
  return made;
}

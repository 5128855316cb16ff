/** Signature algorithms to ask a server for, so that it shows the key we know and not another one it has. */
const algorithms: Record<string, string[]> = {
  "ssh-ed25519": ["ssh-ed25519"],
  "ssh-rsa": ["rsa-sha2-512", "rsa-sha2-256", "ssh-rsa"],
  "ecdsa-sha2-nistp256": ["ecdsa-sha2-nistp256"],
  "ecdsa-sha2-nistp384": ["ecdsa-sha2-nistp384"],
  "ecdsa-sha2-nistp521": ["ecdsa-sha2-nistp521"],
};

export interface HostKey {
  algorithms: string[];
  matches(shown: Buffer): boolean;
}

/**
 * @param text one line in authorized_keys form: type, base64, optional comment.
 * @throws Error when it is anything else.
 */
export function parseHostKey(text: string): HostKey {
  const [type, data] = text.trim().split(/\s+/);
  const key = Buffer.from(data ?? "", "base64");
  const ask = algorithms[type ?? ""];
  const length = key.length >= 4 ? key.readUInt32BE(0) : 0;
  if (!ask || key.subarray(4, 4 + length).toString() !== type) {
    throw new Error(
      `connection.hostKey is ${JSON.stringify(text)}, expected a public key line like "ssh-ed25519 AAAA… comment"`,
    );
  }
  return { algorithms: ask, matches: (shown) => shown.equals(key) };
}

const types = [
  "ssh-ed25519",
  "ssh-rsa",
  "ecdsa-sha2-nistp256",
  "ecdsa-sha2-nistp384",
  "ecdsa-sha2-nistp521",
  "sk-ssh-ed25519@openssh.com",
  "sk-ecdsa-sha2-nistp256@openssh.com",
];

/** The type that the key's own bytes name (RFC 4253, section 6.6), or undefined where they are no key. */
function typeInside(base64: string): string | undefined {
  const bytes = Buffer.from(base64, "base64");
  if (bytes.length < 4) return undefined;
  const length = bytes.readUInt32BE(0);
  return length <= 64 && bytes.length > 4 + length ? bytes.toString("latin1", 4, 4 + length) : undefined;
}

/** What is wrong with a line that should be an OpenSSH public key, or undefined. Never repeats a private key. */
export function publicKeyProblem(line: string): string | undefined {
  const expected = "expected one line of a .pub file, such as `ssh-ed25519 AAAA... name`";
  if (line.trim() === "") return `it is empty; ${expected}`;
  if (line.includes("PRIVATE KEY"))
    return `it is a PRIVATE key: treat that key as leaked and make another; ${expected}`;
  if (/[\r\n]/.test(line)) return `it has more than one line; ${expected}`;
  const [type = "", blob = ""] = line.trim().split(/\s+/);
  if (!types.includes(type) || typeInside(blob) !== type) return `it is not a public key; ${expected}`;
  return undefined;
}

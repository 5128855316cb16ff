import { expect, it } from "vitest";
import { isNamed, scannedKey } from "../../../infra/targets/ssh/host-key";
import { loginProblem } from "../../../infra/targets/ssh/meet";

const key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAILMpRYwXkPJzQ1wPvTFyyv0Qjh2zGbGN2H8Vh3gDLnIo";
/** By `ssh-keygen -lf`. */
const fingerprint = "SHA256:CDYWweBc1oEpNsKSYMPpEe/Afr11XTj7CZKGyGvEWkM";

it("the ed25519 key is found in what ssh-keyscan prints, and no other", () => {
  const scan = `# 203.0.113.7:22 SSH-2.0-OpenSSH_10.0\n203.0.113.7 ssh-rsa AAAAB3\n203.0.113.7 ${key}\n`;
  expect(scannedKey(scan)).toBe(key);
  expect(scannedKey("# 203.0.113.7:22 SSH-2.0-OpenSSH_10.0\n")).toBeUndefined();
});

it("a key may be named by itself, with a comment, or by its fingerprint", () => {
  expect(isNamed(key, `${key} root@mine`)).toBe(true);
  expect(isNamed(key, fingerprint)).toBe(true);
  expect(isNamed(key, key.replace("LnIo", "LnIp"))).toBe(false);
  expect(isNamed(key, `SHA256:${"A".repeat(43)}`)).toBe(false);
});

it.each([
  ["FH-SSH-HOSTKEY", 255, "Host key verification failed.\r\n"],
  ["FH-SSH-LOGIN", 255, "root@203.0.113.7: Permission denied (publickey).\r\n"],
  ["FH-SSH-UNREACHABLE", 255, "ssh: connect to host 203.0.113.7 port 22: Connection refused\r\n"],
  ["FH-SSH-ROOT", 1, "sudo: a password is required\n"],
  ["FH-SSH-ROOT", 127, "sh: 1: exec: sudo: not found\n"],
])("%s is told by ssh's status and words", (code, status, errors) => {
  const login = { user: "root", host: "203.0.113.7", port: 22 };
  expect(loginProblem(login, "blog", status, errors).split(":")[0]).toBe(code);
});

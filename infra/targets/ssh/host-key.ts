import { execFile } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { promisify } from "node:util";
import { fingerprint } from "../../boot/user-data";
import type { ServerLogin } from "../../settings/server-login";

/** Where a host key that was asked once is written down, relative to the project; `destroy` removes it. */
export const rememberedFile = (stack: string) => `.freehold/${stack}.host`;

/** A public key as `ssh-ed25519 AAAA…`, without its comment. Pure. */
export const bare = (key: string) => key.trim().split(/\s+/).slice(0, 2).join(" ");

/** A host key; `asked`: by no setting and no file, but by the machine itself, now. */
export type Pinned = { readonly key: string; readonly asked: boolean } | { readonly problem: string };

/** What `ssh-keyscan` printed: the host's ed25519 key, or undefined. Pure. */
export function scannedKey(text: string): string | undefined {
  const line = text.split("\n").find((one) => /^\S+ ssh-ed25519 \S+/.test(one));
  return line === undefined ? undefined : bare(line.slice(line.indexOf(" ")));
}

/** Says whether a key is the one that a person named by itself or by its fingerprint. Pure. */
export const isNamed = (key: string, named: string) =>
  named.startsWith("SHA256:") ? fingerprint(key) === named : bare(named) === key;

async function scan({ host, port }: ServerLogin): Promise<string | undefined> {
  const args = ["-T", "15", "-t", "ed25519", "-p", String(port), host];
  const found = await promisify(execFile)("ssh-keyscan", args).catch(() => ({ stdout: "" }));
  return scannedKey(found.stdout);
}

/**
 * Finds the host key that the machine must show before it is taken over: the setting's, one that was asked before, else one that is asked
 * now (trust on first use).
 * @param anew forget what was asked before: the machine was reinstalled
 */
export async function pinHostKey(
  stack: string,
  login: ServerLogin,
  named: string | undefined,
  anew: boolean,
): Promise<Pinned> {
  if (named?.startsWith("ssh-")) return { key: bare(named), asked: false };
  const file = rememberedFile(stack);
  if (anew) rmSync(file, { force: true });
  const [where, key] = existsSync(file) ? readFileSync(file, "utf8").trim().split(" | ") : [];
  const here = `${login.host}:${login.port}`;
  if (key !== undefined && where === here && (named === undefined || isNamed(key, named))) return { key, asked: false };
  const found = await scan(login);
  if (found === undefined)
    return {
      problem:
        `FH-SSH-UNREACHABLE: no SSH server with an ed25519 host key answers at ${here}. Try it: ssh -p ${login.port} ` +
        `${login.user}@${login.host}; a provider's firewall may admit no port ${login.port}`,
    };
  if (named !== undefined && !isNamed(found, named))
    return {
      problem:
        `FH-SSH-HOSTKEY: ${here} shows the host key ${fingerprint(found)}; freehold:serverHostKey expects another. Either the setting is ` +
        "wrong, or something between answers in the machine's place: compare with what the provider's console shows",
    };
  return { key: found, asked: true };
}

/** Writes down a host key that was asked. */
export function remember(stack: string, { host, port }: ServerLogin, key: string): void {
  const file = rememberedFile(stack);
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  writeFileSync(file, `${host}:${port} | ${key}\n`, { mode: 0o600 });
}

/** What is said once of a host key that nobody has confirmed. Pure. */
export const firstSeenText = (stack: string, { host, port }: ServerLogin, key: string) =>
  `FH-SSH-TRUST: first contact with ${host}:${port}; its host key is ${fingerprint(key)} (ed25519). It is trusted from now on and written to ` +
  `${rememberedFile(stack)}. Nobody has confirmed it: compare it with what the provider's console shows (ssh-keygen -lf ` +
  "/etc/ssh/ssh_host_ed25519_key.pub, there), or name it before: pulumi config set freehold:serverHostKey SHA256:…";

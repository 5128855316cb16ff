import { UserError } from "../../infra/user-error";
import type { Manifest } from "./manifest";
import { checkSigner } from "./signature";

/** What the operator said, and what this checkout knows. */
export interface Asked {
  readonly stack: string;
  /** `--from`: the stack whose backup it is. Default: the same. */
  readonly from: string | undefined;
  /** `--trust`: fingerprint of the key that signed it. */
  readonly trust: string | undefined;
  readonly knownKeys: readonly string[];
}

/**
 * Judges whose backup it is. Pure.
 * @throws UserError FH-RESTORE-STACK, FH-RESTORE-KEY
 */
export function judgeOrigin(manifest: Manifest, { stack, from, trust, knownKeys }: Asked): void {
  const expected = from ?? stack;
  if (manifest.stack !== expected)
    throw new UserError(
      `FH-RESTORE-STACK: the backup is of stack ${manifest.stack}, expected one of stack ${expected}. ` +
        `A new server is made of it by npm run restore with --from ${manifest.stack}`,
    );
  checkSigner(manifest.host, knownKeys, trust);
}

/** What the new server will be called; `undefined` where only `up` will know its address. */
export interface Wanted {
  readonly https: boolean;
  readonly names: readonly string[] | undefined;
}

/**
 * Whether the certificate goes to the new server. Pure.
 * @param without the operator said `--without-certificate`
 * @throws UserError FH-RESTORE-CERTIFICATE where it is for other names
 */
export function takesCertificate(
  { certificate, stack }: Manifest,
  { https, names }: Wanted,
  without: boolean,
): boolean {
  if (certificate === null || !https || without) return false;
  if (names?.every((name) => certificate.names.includes(name))) return true;
  throw new UserError(
    `FH-RESTORE-CERTIFICATE: the certificate of stack ${stack} is for ${certificate.names.join(", ")}; this stack's site is ` +
      `${names?.join(", ") ?? "at an address that is not known yet"}. Restore without it, the server then asks for its own: --without-certificate`,
  );
}

/** One entry of the server's list of releases, as far as it is looked at. */
export interface Release {
  readonly release: string;
  readonly result: string;
}

/** Whether a server has nothing but a release of this commit: a restore that was cut off. Pure. */
export const hasOnly = (commit: string, releases: readonly Release[]): boolean =>
  releases.every(({ release, result }) => result !== "live" || release === commit);

import { existsSync, readFileSync } from "node:fs";
import type { AccountModel } from "./account-model";
import type { Props } from "./inventory";
import { notAuthenticated, OracleError } from "./oracle-error";

/** Who calls, from the provider's configuration. */
export interface Caller {
  readonly tenancy?: string;
  readonly user?: string;
  readonly fingerprint?: string;
  readonly region?: string;
}

/**
 * What the provider makes of its configuration before any request.
 * @param file text of the caller's `~/.oci/config`, as the plugin would read it
 * @throws Error in the provider's words when the private key cannot be used
 */
export function callerFrom(config: Props, file: string | undefined): Caller {
  const fromFile = Object.fromEntries(
    (file ?? "").split("\n").flatMap((line) => {
      const [, key, value] = /^(\w+)\s*=\s*(.*)$/.exec(line.trim()) ?? [];
      return key === undefined ? [] : [[key, value]];
    }),
  );
  const keyPath = config["privateKeyPath"] ?? fromFile["key_file"];
  const key = config["privateKey"] ?? (keyPath && existsSync(keyPath) ? readFileSync(keyPath, "utf8") : undefined);
  if (typeof key !== "string" || !/-----BEGIN (RSA )?PRIVATE KEY-----/.test(key)) throw unconfigured("private key");
  const caller = {
    tenancy: config["tenancyOcid"] ?? fromFile["tenancy"],
    user: config["userOcid"] ?? fromFile["user"],
    fingerprint: config["fingerprint"] ?? fromFile["fingerprint"],
    region: config["region"] ?? fromFile["region"],
  };
  for (const [entry, word] of Object.entries({ tenancy: "tenancy", user: "user", fingerprint: "keyFingerprint" }))
    if (!caller[entry as keyof typeof caller]) throw unconfigured(word);
  return caller;
}

/** In the words and lines of the official provider. */
const unconfigured = (what: string) =>
  new Error(
    `1 error occurred:\n\t* can not create client, bad configuration: did not find a proper configuration for ${what}\n\n`,
  );

/** Refuses a caller whose credentials do not fit the account, as Oracle or the network would. */
export function mustAuthenticate(account: AccountModel, caller: Caller): void {
  if (!caller.region || !account.regions.includes(caller.region)) {
    const host = `identity.${caller.region}.oraclecloud.com`;
    throw new Error(`Get "https://${host}/20160918/": dial tcp: lookup ${host}: no such host`);
  }
  if (Math.abs(account.clockOff) > 300)
    throw new OracleError(
      401,
      "NotAuthenticated",
      "Date 'Sat, 21 Nov 2026 08:00:00 UTC' is not within allowed clock skew. Current 'Sun, 22 Nov 2026 08:00:00 UTC', " +
        "valid datetime range: ['Sun, 22 Nov 2026 07:55:00 UTC', 'Sun, 22 Nov 2026 08:05:01 UTC']",
    );
  if (account.tokenExpired) throw new OracleError(401, "NotAuthenticated", "The security token has expired.");
  const right =
    caller.tenancy === account.tenancy && caller.user === account.user && caller.fingerprint === account.fingerprint;
  if (!right) throw notAuthenticated();
}

import { existsSync, readFileSync } from "node:fs";
import { userInfo } from "node:os";
import { join } from "node:path";
import type { Plain } from "../provider/values";

/** Who sends requests, and to where. */
export interface Settings {
  readonly tenancy: string;
  readonly user: string;
  readonly fingerprint: string;
  readonly region: string;
  /** PEM. */
  readonly privateKey: string;
}

/** Entries of the first profile of an OCI configuration file. Pure. */
export const profileOf = (text: string): Record<string, string> =>
  Object.fromEntries(
    text.split("\n").flatMap((line) => {
      const [, key, value] = /^([^=[#;]+?)\s*=\s*(.*)$/.exec(line.trim()) ?? [];
      return key === undefined || value === undefined ? [] : [[key, value]];
    }),
  );

/** In the words and lines of the official provider. */
const unconfigured = (what: string) =>
  new Error(
    `1 error occurred:\n\t* can not create client, bad configuration: did not find a proper configuration for ${what}\n\n`,
  );

/**
 * The provider's settings: its own configuration first, then the file.
 * @throws Error in the official provider's words where something is missing
 */
export function settingsFrom(config: Plain, file: string | undefined): Settings {
  const profile = profileOf(file ?? "");
  const keyPath = config["privateKeyPath"] ?? profile["key_file"];
  const privateKey = config["privateKey"] ?? (keyPath && existsSync(keyPath) ? readFileSync(keyPath, "utf8") : "");
  if (!/-----BEGIN (RSA )?PRIVATE KEY-----/.test(privateKey)) throw unconfigured("private key");
  const entry = (name: string, input: string, word: string) => {
    const value = config[input] ?? profile[name];
    if (!value) throw unconfigured(word);
    return value as string;
  };
  return {
    tenancy: entry("tenancy", "tenancyOcid", "tenancy"),
    user: entry("user", "userOcid", "user"),
    fingerprint: entry("fingerprint", "fingerprint", "keyFingerprint"),
    region: entry("region", "region", "region, nor for OCI_REGION env var"),
    privateKey,
  };
}

/** Text of the configuration file: the one that OCI_CONFIG_FILE names, else that of the passwd entry's home. */
export function configFile(environment: NodeJS.ProcessEnv): string | undefined {
  const path = environment["OCI_CONFIG_FILE"] ?? join(userInfo().homedir, ".oci", "config");
  return existsSync(path) ? readFileSync(path, "utf8") : undefined;
}

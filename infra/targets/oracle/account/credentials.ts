import { existsSync, readFileSync } from "node:fs";
import { homedir, userInfo } from "node:os";
import { join } from "node:path";

/** What the program itself must know of the credentials; the provider reads the rest from the same places. */
export interface Credentials {
  readonly tenancy: string;
  readonly region: string;
}

/** Where credentials may come from, already read. */
export interface CredentialSources {
  /** Stack configuration `oci:*`. */
  readonly config: { readonly [key: string]: string | undefined };
  readonly environment: { readonly [key: string]: string | undefined };
  /** Home that `~` means. */
  readonly home: string;
  /** Text of the configuration file; undefined: no such file. */
  readonly file: string | undefined;
  readonly filePath: string;
  readonly fileExists: (path: string) => boolean;
}

/** Entries of one profile of an OCI configuration file; undefined when the file has no such profile. Pure. */
export function parseProfile(text: string, profile: string): { [key: string]: string } | undefined {
  let found: { [key: string]: string } | undefined;
  let inside = false;
  for (const line of text.split(/\r?\n/).map((l) => l.trim())) {
    const heading = /^\[(.+)\]$/.exec(line)?.[1];
    if (heading !== undefined) {
      inside = heading === profile;
      if (inside) found = {};
    } else if (inside && found && !/^[#;]/.test(line)) {
      const [, key, value] = /^([^=]+?)\s*=\s*(.*)$/.exec(line) ?? [];
      if (key !== undefined && value !== undefined) found[key] = value;
    }
  }
  return found;
}

const howTo =
  "In Oracle's console open Profile > My profile > API keys > Add API key, download the private key, and put the " +
  "configuration that Oracle shows (with key_file set to where the key is) into ~/.oci/config";

/** Tenancy and region, or every problem that is visible before Oracle is asked. Pure. */
export function findCredentials(sources: CredentialSources, region?: string): Credentials | readonly string[] {
  const { config, environment } = sources;
  const profileName = config["configFileProfile"] ?? "DEFAULT";
  const profile = sources.file === undefined ? undefined : parseProfile(sources.file, profileName);
  // Both spellings are the provider's.
  const variable = (name: string) => environment[`TF_VAR_${name}`] ?? environment[`OCI_${name.toUpperCase()}`];
  const problems: string[] = [];
  const tenancy = config["tenancyOcid"] ?? variable("tenancy_ocid") ?? profile?.["tenancy"];
  const where = region ?? config["region"] ?? variable("region") ?? profile?.["region"];
  if (tenancy === undefined) {
    const looked = sources.file === undefined ? `there is no ${sources.filePath}` : `[${profileName}] has no tenancy`;
    problems.push(`No Oracle credentials: oci:tenancyOcid is not set and ${looked}. ${howTo}.`);
  } else if (where === undefined) {
    problems.push(
      "No Oracle region: set freehold:region to the home region of the account, for example eu-frankfurt-1.",
    );
  }
  const keyPath = config["privateKeyPath"] ?? variable("private_key_path") ?? profile?.["key_file"];
  const keyFile = keyPath?.replace(/^~(?=\/)/, sources.home);
  if (keyFile !== undefined && config["privateKey"] === undefined && !sources.fileExists(keyFile))
    problems.push(`The private key file ${keyFile} does not exist. Correct key_file in ${sources.filePath}. ${howTo}.`);
  if (problems.length > 0 || tenancy === undefined || where === undefined) return problems;
  return { tenancy, region: where };
}

/** The home of the user's passwd entry, where the provider (Go's os/user) looks, whatever HOME says. */
function passwdHome(): string {
  try {
    return userInfo().homedir;
  } catch {
    return homedir();
  }
}

/**
 * Reads the places where credentials may be, as the provider finds them: `~/.oci/config` of the user's passwd entry, and only where
 * there is none the file that OCI_CONFIG_FILE names.
 * @param home in the place of the passwd entry's, for tests
 */
export function credentialSources(
  config: { [key: string]: string | undefined },
  environment: NodeJS.ProcessEnv = process.env,
  home: string = passwdHome(),
): CredentialSources {
  const usual = join(home, ".oci", "config");
  const filePath = existsSync(usual) ? usual : (environment["OCI_CONFIG_FILE"] ?? usual);
  return {
    config,
    environment,
    home,
    file: existsSync(filePath) ? readFileSync(filePath, "utf8") : undefined,
    filePath,
    fileExists: existsSync,
  };
}

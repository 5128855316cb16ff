import type { z } from "zod";
import { cidrProblem } from "./cidr";
import { domainsProblem, splitDomains } from "./domains";
import { boolean, type Kind, list, number, oneOf, optional, parsed, pattern, port, whole } from "./kinds";
import { publicKeyProblem } from "./public-key";
import { serverExpected, serverProblem, splitServer } from "./server-login";

export const letsEncrypt = "https://acme-v02.api.letsencrypt.org/directory";

/** One setting. Type, errors, Pulumi.yaml and the table in docs/configuration.md all follow from this. */
export interface Setting<T> extends Kind<T> {
  /** As Pulumi hands it to the program: a list is JSON, an absent value is empty text. */
  readonly default: string;
  readonly text: string;
  /** Where set, an error does not repeat the value: a secret may have been pasted by mistake. */
  readonly hidden?: true;
}

const setting = <T>(kind: Kind<T>, byDefault: string, text: string): Setting<T> => ({
  ...kind,
  default: byDefault,
  text,
});

const gitUrl = pattern(/^(https:\/\/|http:\/\/|git:\/\/|file:\/\/)\S+$/, "a Git URL that needs no password, https://…");
const publicGitUrl = pattern(/^https:\/\/[^\s@]+$/, "a Git URL that needs no password, https://…");
const acmeUrl = pattern(/^https:\/\/[^\s'"\\]+$/, `the URL of an ACME directory, such as ${letsEncrypt}`);
const email = pattern(/^[^\s@]+@[^\s@]+\.[^\s@]+$/, "an address such as me@example.org");
/** Neither user nor fragment: server/alarm/post.py takes the same. */
const secretUrl = pattern(
  /^https:\/\/[^\s'"\\#@/]+(\/[^\s'"\\#]*)?$/,
  "an address https://HOST/PATH without user and fragment",
);
const window = pattern(
  /^(Mon|Tue|Wed|Thu|Fri|Sat|Sun) ([01]\d|2[0-3]):[0-5]\d$/,
  "a day and a time in UTC, such as Sun 03:30",
);
const ageRecipient = pattern(/^age1[02-9ac-hj-np-z]{58}$/, "a public key of age, age1…");
const region = pattern(/^[a-z]{2,}-[a-z]+-\d+$/, "a region such as eu-frankfurt-1");
const compartment = pattern(/^ocid1\.(compartment|tenancy)\.\S+$/, "the OCID of a compartment");
const loopback = pattern(/^127(\.\d{1,3}){3}$/, "a loopback address, 127.x.y.z");
const cidrs = list(cidrProblem, 'a list of CIDR blocks, such as ["203.0.113.7/32"]');
const publicKeys = list(publicKeyProblem, "a list of public keys");
const hostKey = pattern(
  /^(ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAA[A-Za-z0-9+/]{44}( .*)?|SHA256:[A-Za-z0-9+/]{43})$/,
  "a host key, ssh-ed25519 AAAA…, or its fingerprint, SHA256:…",
);
const server = parsed(serverProblem, splitServer, serverExpected);
const domains = parsed(domainsProblem, splitDomains, "domain names such as blog.example.org www.example.org");

/** Every setting, `pulumi config set freehold:NAME VALUE`, in the order of the docs. */
export const declared = {
  target: setting(
    oneOf("rehearsal", "oracle", "ssh"),
    "rehearsal",
    "`rehearsal` (a container on this laptop), `oracle` (the always-free server) or `ssh` (a machine of your own)",
  ),
  server: setting(optional(server), "", "Target ssh: the machine, and who logs in there before the first `up`"),
  serverHostKey: setting(
    optional(hostKey),
    "",
    "Target ssh: SSH host key that the machine has before the first `up`, or its fingerprint. Empty: it is asked once, and trusted",
  ),
  shape: setting(
    oneOf("micro", "arm"),
    "micro",
    "Shape of the server: `micro` (VM.Standard.E2.1.Micro, 1/8 OCPU, 1 GB) or `arm` (VM.Standard.A1.Flex)",
  ),
  ocpus: setting(optional(number(1, 80, "OCPUs")), "", "OCPUs, only for `arm`. Empty: 2, all that is free"),
  memoryGb: setting(
    optional(number(0.5, 1024, "GB")),
    "",
    "Memory in GB. Empty: 1 for `micro`, 12 for `arm`, all that is free. A rehearsal may have less",
  ),
  diskGb: setting(
    number(50, 32768, "GB"),
    "50",
    "Boot volume in GB, at least 50. All volumes of the account together have 200 GB free",
  ),
  cpuLimit: setting(
    number(0, 1024, "cores; 0 is no limit"),
    "0",
    "Rehearsal: CPU limit in cores; 0 is none. Oracle's Micro has 0.125. A running server has it from `npm run rebuild` on",
  ),
  bindAddress: setting(
    loopback,
    "127.0.0.1",
    "Rehearsal: loopback address that stands for the server's public address",
  ),
  httpPort: setting(port(), "8080", "Rehearsal: port of this laptop that reaches the server's port 80"),
  httpsPort: setting(port(), "8443", "Rehearsal: port of this laptop that reaches the server's port 443"),
  sshPort: setting(port(), "2222", "Rehearsal: port of this laptop that reaches the server's port 22"),
  sshFrom: setting(
    cidrs,
    '["0.0.0.0/0"]',
    "CIDR blocks from which SSH is admitted. Nobody gets in without a key in any case",
  ),
  authors: {
    ...setting(publicKeys, "[]", "Public keys that may push. Empty: the operator's generated key alone"),
    hidden: true,
  },
  repository: setting(
    optional(gitUrl),
    "",
    "Git URL from which a new server takes this checkout's commit by itself, as its first release. Empty: `up` brings it",
  ),
  https: setting(
    optional(oneOf("auto", "off")),
    "",
    "`auto`: the server gets a certificate for the domain or the address; `off`. Empty: `off` in the rehearsal, else `auto`",
  ),
  domain: setting(
    optional(domains),
    "",
    "Domain names of the site, at most 10, with spaces between; the first is its address. Empty: its IP address",
  ),
  acmeServer: setting(
    acmeUrl,
    letsEncrypt,
    "Directory of the CA (ACME) that issues the certificate. With `auto` you agree to its terms",
  ),
  hsts: setting(
    boolean(),
    "false",
    "Tell browsers to use HTTPS only, for a year: a promise that can't be taken back. Only with a domain",
  ),
  email: setting(optional(email), "", "Address for notices about certificates and budget. Empty: none"),
  budget: setting(
    boolean(),
    "false",
    "Oracle: a monthly budget of 1 in the account's currency, with an alert to `email` when anything was spent",
  ),
  address: setting(
    oneOf("reserved", "own"),
    "reserved",
    "Oracle: `reserved` (an address that outlives the server; a free account has one) or `own` (the server's, which ends with it)",
  ),
  upkeep: setting(
    window,
    "Sun 03:30",
    "Weekly window for upgrades, in UTC: Docker, base images and what is built on them, a reboot where the kernel asks for one",
  ),
  newerFrom: setting(
    optional(publicGitUrl),
    "",
    "Git URL of Freehold's public repository, whose tags the server looks at once a week: `status` names a newer version. Empty: it does not look",
  ),
  alarmUrl: {
    ...setting(
      optional(secretUrl),
      "",
      "Address that gets a line of JSON when something is wrong and when it is well again (ntfy, Slack, healthchecks.io). Set it with --secret",
    ),
    hidden: true,
  },
  heartbeatUrl: {
    ...setting(
      optional(secretUrl),
      "",
      "Address that gets a heartbeat every five minutes while all is well (healthchecks.io). Set it with --secret",
    ),
    hidden: true,
  },
  backup: setting(
    optional(oneOf("up", "off")),
    "",
    "`up`: each `npm run up` ends with a backup; `off`. Empty: `off` in the rehearsal, else `up`",
  ),
  backupFolder: setting(
    pattern(/^\S.*$/, "a folder's path"),
    ".freehold/backups",
    "Folder for backups; a relative one is below the project",
  ),
  backupKeep: setting(whole(1, 1000, "backups"), "10", "How many backups of a stack stay in that folder"),
  backupRecipient: {
    ...setting(
      optional(ageRecipient),
      "",
      "Public key of age that backups are encrypted for. Empty: the stack's passphrase opens them",
    ),
    // The private key may be pasted by mistake.
    hidden: true,
  },
  backupUrl: {
    ...setting(
      optional(secretUrl),
      "",
      "Address to which the server sends a backup each night by PUT; one that ends with a slash gets the file's name. Set it with --secret",
    ),
    hidden: true,
  },
  region: setting(
    optional(region),
    "",
    "Oracle: region, which must be the home region. Empty: that of the OCI configuration",
  ),
  compartment: setting(optional(compartment), "", "Oracle: OCID of the compartment. Empty: the tenancy's root"),
  capacityWait: setting(number(0, 20160, "minutes"), "60", "Oracle: minutes to wait for capacity before giving up"),
  quota: setting(
    boolean(),
    "false",
    "Oracle: write the tenancy-wide quota policy that makes Oracle itself refuse what would cost",
  ),
  protect: setting(boolean(), "false", "Oracle: protect address and instance from deletion"),
} satisfies Record<string, Setting<unknown>>;

export type SettingName = keyof typeof declared;
/** The values by name, as their own schemas give them. */
export type Values = { readonly [N in SettingName]: z.output<(typeof declared)[N]["schema"]> };

/** The settings as the program uses them: the default of `https` follows the target, the domains are a list. */
export interface Settings extends Omit<Values, "domain" | "https"> {
  readonly https: "auto" | "off";
  /** In lower case, in the order in which they are written; the first is the one the site calls itself. */
  readonly domains: readonly string[];
}

import { createHash } from "node:crypto";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join, sep } from "node:path";
import { dump, load } from "js-yaml";
import { isLeftover } from "./leftovers";

/** What the server's scripts must know of the plan: goes to /etc/freehold/settings.json, readable by all, so no secrets. */
export interface ServerSettings {
  readonly https: "auto" | "off";
  readonly domains: readonly string[];
  readonly acmeServer: string;
  readonly hsts: boolean;
  /** Address for notices about certificates. */
  readonly email?: string;
  readonly shape: "micro" | "arm";
  readonly memoryGb: number;
}

/** What only root of the server may read: goes to /etc/freehold/secrets.json by the later bundle, never into user-data. */
export interface ServerSecrets {
  readonly alarmUrl?: string;
  readonly heartbeatUrl?: string;
  /** Takes a backup each night by PUT, encrypted for `backupRecipient`. */
  readonly backupUrl?: string;
  readonly backupRecipient?: string;
}

/** All that differs between two servers. Knows nothing of the target, so all targets boot from the same text. */
export interface UserDataInput {
  readonly hostname: string;
  /** The server's own SSH key (ed25519, OpenSSH format), made before the server so that it can be pinned. */
  readonly hostKey: { readonly private: string; readonly public: string };
  /** Public key of the Linux user `operator`, who may do everything by sudo. */
  readonly operatorKey: string;
  /** Public keys of the Linux user `author`, who may push and ask. The key's comment names the person. */
  readonly authors: readonly string[];
  readonly settings: ServerSettings;
  readonly secrets: ServerSecrets;
  /** Weekly window in UTC, "Sun 03:30". Brought by the later bundle. */
  readonly upkeep: string;
  /** Version of this checkout, and where newer ones are looked for (absent: nowhere). Brought by the later bundle. */
  readonly newer: { readonly version: string; readonly url?: string };
  /** What first boot releases by itself. Absent: `setup` and the first push bring server/ and site. */
  readonly firstRelease?: FirstRelease;
}

/** One commit of a repository, and no other: git checks that what comes is what this id names. */
export interface FirstRelease {
  /** Git URL that needs no password, without white space. */
  readonly repository: string;
  /** Commit id, 40 hex digits. */
  readonly commit: string;
}

/** One entry of cloud-init's `write_files`. */
export interface ServerFile {
  readonly path: string;
  /** Octal, as text: YAML 1.1 would read a bare 0644 as a number. */
  readonly permissions: string;
  readonly content: string;
}

const home = join(__dirname, "../../cloud-init");
/** What first boot needs to become a reachable Docker host with a swarm. User-data is limited (`metadataLimit`). */
const filesHome = join(home, "files");
/** Everything else that runs on the server. `setup` sends it while first boot installs packages. */
const serverHome = join(__dirname, "../../server");
/** Where a folder of `serverHome` lies on the server; `etc` and `usr` lie at its root. */
const libraryPath = "/usr/local/lib/freehold";

/** List of what Freehold wrote on the server: what a later bundle no longer has is removed there. */
export const manifestPath = "/var/lib/freehold/files";

function permissionsOf(path: string, content: string): string {
  if (path.startsWith("/etc/sudoers.d/")) return "0440";
  return content.startsWith("#!") ? "0755" : "0644";
}

function filesBelow(folder: string, place: (name: string) => string): ServerFile[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => statSync(join(folder, name)).isFile())
    .map((name) => name.split(sep).join("/"))
    .filter((name) => !isLeftover(name))
    .map((name) => {
      const path = place(name);
      const content = readFileSync(join(folder, name), "utf8");
      return { path, permissions: permissionsOf(path, content), content };
    })
    .sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** Every file of first boot, sorted by path: a path below cloud-init/files is the path on the server. */
export function firstBootFiles(): ServerFile[] {
  return filesBelow(filesHome, (name) => `/${name}`);
}

/** Every file of server/, sorted by path: `etc/` and `usr/` as on the server, the other folders below `libraryPath`. */
export function laterFiles(): ServerFile[] {
  return filesBelow(serverHome, (name) => (/^(etc|usr)\//.test(name) ? `/${name}` : `${libraryPath}/${name}`));
}

/**
 * Name under which a key's owner appears in the list of releases: the key's comment, with all that a shell or a log could
 * misread replaced by `-`. `author` where there is no comment. At most 40 characters.
 */
export function authorName(publicKey: string): string {
  const comment = publicKey.trim().split(/\s+/).slice(2).join(" ");
  const name = comment.replace(/[^A-Za-z0-9@._-]+/g, "-").replace(/^[-.]+|-+$/g, "");
  return name.slice(0, 40) || "author";
}

/** What OpenSSH calls a key by: `SHA256:` and 43 characters of base64. */
export function fingerprint(publicKey: string): string {
  const body = publicKey.trim().split(/\s+/)[1] ?? "";
  const digest = createHash("sha256").update(Buffer.from(body, "base64")).digest("base64");
  return `SHA256:${digest.replace(/=+$/, "")}`;
}

function authorLine(publicKey: string): string {
  const [type, body] = publicKey.trim().split(/\s+/);
  const name = authorName(publicKey);
  return `restrict,command="/usr/local/lib/freehold/author/author-shell '${name}' ${fingerprint(publicKey)}" ${type} ${body} ${name}`;
}

function inputFiles(input: UserDataInput): ServerFile[] {
  const file = (path: string, content: string): ServerFile => ({ path, permissions: "0644", content });
  return [
    file("/etc/freehold/keys/author", input.authors.map((key) => `${authorLine(key)}\n`).join("")),
    file("/etc/freehold/keys/operator", `${input.operatorKey.trim()}\n`),
    file("/etc/freehold/settings.json", `${JSON.stringify(input.settings, null, 2)}\n`),
  ];
}

/** What only the later bundle has: secrets never go into user-data, which Oracle keeps, and what can wait saves room there. */
function laterInputFiles({ secrets, upkeep, newer }: UserDataInput): ServerFile[] {
  const timer = `[Timer]\nOnCalendar=\nOnCalendar=*-*-* ${upkeep.split(" ")[1]} UTC\n`;
  return [
    { path: "/etc/freehold/secrets.json", permissions: "0600", content: `${JSON.stringify(secrets)}\n` },
    { path: "/etc/systemd/system/freehold-upkeep.timer.d/window.conf", permissions: "0644", content: timer },
    { path: "/etc/freehold/newer.json", permissions: "0644", content: `${JSON.stringify(newer)}\n` },
    { path: "/etc/freehold/upkeep", permissions: "0644", content: `${upkeep}\n` },
  ];
}

/** Read by setup.d/72-first-release. A running server has no use for it, so the later bundle takes it away. */
function firstReleaseFiles({ firstRelease }: UserDataInput): ServerFile[] {
  if (firstRelease === undefined) return [];
  const content = `${firstRelease.commit} ${firstRelease.repository}\n`;
  return [{ path: "/etc/freehold/first-release", permissions: "0644", content }];
}

/** Like beside like (all bash, all Python, …): gzip saves 800 bytes of 30,000 by it. */
const byKind = (a: ServerFile, b: ServerFile) => {
  const [one, other] = [a, b].map((f) => `${f.content.slice(0, 12)}${f.path}`) as [string, string];
  return one < other ? -1 : 1;
};

/** Every file that Freehold keeps on the server, the manifest of them last. `more`: what only one carrier brings. */
export function serverFiles(input: UserDataInput, more: readonly ServerFile[] = []): ServerFile[] {
  const files = [...firstBootFiles(), ...more, ...inputFiles(input)].sort(byKind);
  const paths = [...files.map((f) => f.path), manifestPath].sort();
  return [...files, { path: manifestPath, permissions: "0644", content: `${paths.join("\n")}\n` }];
}

/** Indented by one: gzip looks back 32 KB, and thousands of lines with fewer spaces bring more of the text into that. */
function cloudConfig(config: object): string {
  return `#cloud-config\n${dump(config, { lineWidth: -1, noRefs: true, indent: 1, seqNoIndent: true })}`;
}

/**
 * The text a new server boots from. Reads cloud-init/ from disk; the same files and input give the same bytes. Of the authors
 * only the operator is in it: three RSA keys would fill what Oracle's limit leaves, and `renderBundle` brings them all.
 */
export function renderUserData(input: UserDataInput): string {
  const template = load(readFileSync(join(home, "user-data.yaml"), "utf8")) as { users: { name: string }[] };
  const users = template.users.map((user) =>
    user.name === "operator" ? { ...user, ssh_authorized_keys: [input.operatorKey.trim()] } : user,
  );
  return cloudConfig({
    ...template,
    hostname: input.hostname,
    ssh_keys: { ed25519_private: `${input.hostKey.private.trim()}\n`, ed25519_public: input.hostKey.public.trim() },
    users,
    write_files: serverFiles({ ...input, authors: [input.operatorKey] }, firstReleaseFiles(input)),
  });
}

/**
 * What a later `pulumi up` sends to `/usr/local/lib/freehold/apply` on the server: the same files and those of
 * server/, without the host key, which never changes by this road.
 */
export function renderBundle(input: UserDataInput): string {
  return cloudConfig({ write_files: serverFiles(input, [...laterFiles(), ...laterInputFiles(input)]) });
}

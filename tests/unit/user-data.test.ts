import { load } from "js-yaml";
import { expect, test } from "vitest";
import {
  authorName,
  firstBootFiles,
  laterFiles,
  manifestPath,
  renderBundle,
  renderUserData,
  type ServerFile,
  type UserDataInput,
} from "../../infra/boot/user-data";

const key = (comment: string) =>
  `ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ8xN0bTqvmzO3vPgg1Zr1yHq0Zr8Y0c2m0cN5uXn3yE ${comment}`.trim();
/** By `ssh-keygen -l`. */
const known = "SHA256:9WrZNuaQIWbqSTzqrQzmPYYlEiS9wqrdIjlCaYzSQ6Y";
const input: UserDataInput = {
  hostname: "freehold-dev",
  hostKey: {
    private: "-----BEGIN OPENSSH PRIVATE KEY-----\nprivate\n-----END OPENSSH PRIVATE KEY-----\n",
    public: key("host"),
  },
  operatorKey: `${key("operator")}\n`,
  authors: [key("Ada Lovelace <ada@example.org>"), key("")],
  settings: {
    https: "off",
    domains: [],
    acmeServer: "https://acme-v02.api.letsencrypt.org/directory",
    hsts: false,
    shape: "micro",
    memoryGb: 1,
  },
  secrets: {},
  upkeep: "Sun 03:30",
  newer: { version: "0.1.0" },
};

interface CloudConfig {
  readonly hostname?: string;
  readonly users?: readonly Record<string, unknown>[];
  readonly ssh_keys?: Record<string, string>;
  readonly write_files: readonly ServerFile[];
}
const timerPath = "/etc/systemd/system/freehold-upkeep.timer.d/window.conf";
const windowPath = "/etc/freehold/upkeep";
const newerPath = "/etc/freehold/newer.json";
const text = renderUserData(input);
const config = load(text) as CloudConfig;
const later = load(renderBundle(input)) as CloudConfig;
const file = (path: string, from: CloudConfig = config) => from.write_files.find((f) => f.path === path);

test("the same input gives the same bytes; the first line is cloud-init's mark", () => {
  expect(renderUserData(structuredClone(input))).toBe(text);
  expect(text.split("\n")[0]).toBe("#cloud-config");
});

test("knows no target: no word of Oracle's or Docker's network in what differs between servers", () => {
  const differs = renderUserData({ ...input, hostname: "freehold-prod" });
  expect(differs.replace("hostname: freehold-prod", "hostname: freehold-dev")).toBe(text);
});

test("users: operator with a key and sudo, author with neither, no default user, no passwords", () => {
  expect(config.users).toEqual([
    {
      name: "operator",
      gecos: "Freehold operator",
      primary_group: "operator",
      no_user_group: true,
      shell: "/bin/bash",
      lock_passwd: true,
      sudo: "ALL=(ALL) NOPASSWD:ALL",
      ssh_authorized_keys: [key("operator")],
    },
    {
      name: "author",
      gecos: "Freehold authors",
      shell: "/bin/sh",
      homedir: "/srv/freehold",
      no_create_home: true,
      lock_passwd: true,
    },
  ]);
  expect(text).toMatch(/^ssh_pwauth: false$/m);
  expect(text).toMatch(/^disable_root: true$/m);
});

test("the host key is the given one and the only one", () => {
  expect(config.ssh_keys).toEqual({
    ed25519_private: "-----BEGIN OPENSSH PRIVATE KEY-----\nprivate\n-----END OPENSSH PRIVATE KEY-----\n",
    ed25519_public: key("host"),
  });
  expect(text).toMatch(/^ssh_deletekeys: true$/m);
});

test("authors' keys: a forced command each, with a name that no shell can misread", () => {
  const body = key("").split(" ")[1];
  expect(file("/etc/freehold/keys/author", later)?.content).toBe(
    `restrict,command="/usr/local/lib/freehold/author/author-shell 'Ada-Lovelace-ada@example.org' ${known}" ssh-ed25519 ${body} Ada-Lovelace-ada@example.org\n` +
      `restrict,command="/usr/local/lib/freehold/author/author-shell 'author' ${known}" ssh-ed25519 ${body} author\n`,
  );
  expect(file("/etc/freehold/keys/operator")?.content).toBe(`${key("operator")}\n`);
});

test.each([
  ["a'; id #", "a-id"],
  ['"$(id)`', "id"],
  ["--rf", "rf"],
  ["../x", "x"],
  ["\u00e9va@caf\u00e9", "va@caf"],
  ["x".repeat(60), "x".repeat(40)],
  ["'''", "author"],
])("a key's comment %j becomes the name %j", (comment, name) => {
  expect(authorName(key(comment))).toBe(name);
});

test("settings are JSON that every script can read", () => {
  expect(JSON.parse(file("/etc/freehold/settings.json")?.content ?? "")).toEqual(input.settings);
  expect(file("/etc/freehold/settings.json")?.permissions).toBe("0644");
});

test("one commit is pinned for first boot, and the later bundle takes the pin away", () => {
  const firstRelease = { repository: "https://example.org/blog.git", commit: "c0ffee".repeat(7).slice(0, 40) };
  const pinned = { ...input, firstRelease };
  const path = "/etc/freehold/first-release";
  const first = load(renderUserData(pinned)) as CloudConfig;
  expect(file(path, first)?.content).toBe(`${firstRelease.commit} https://example.org/blog.git\n`);
  expect(file(manifestPath, first)?.content).toContain(`${path}\n`);
  expect(renderBundle(pinned)).toBe(renderBundle(input));
  expect(file(path)).toBeUndefined();
});

test("modes: scripts run, sudo's rules are closed, the rest is readable, and each is text in YAML 1.1", () => {
  const mode = (path: string) => file(path, later)?.permissions;
  expect(mode("/usr/local/sbin/freehold-setup")).toBe("0755");
  expect(file("/usr/local/lib/freehold/release/hooks/proc-receive", later)?.permissions).toBe("0755");
  expect(mode("/usr/local/lib/freehold/policy/stack-policy")).toBe("0755");
  expect(mode("/etc/sudoers.d/freehold")).toBe("0440");
  expect(mode("/etc/systemd/system/freehold-setup.service")).toBe("0644");
  expect(mode("/etc/freehold/keys/author")).toBe("0644");
  expect(text).not.toMatch(/permissions: 0/);
});

test("the manifest lists every file, itself too, sorted", () => {
  const paths = config.write_files.map((f) => f.path).sort();
  expect(file(manifestPath)?.content).toBe(`${paths.join("\n")}\n`);
  expect(new Set(paths).size).toBe(paths.length);
  expect(paths.length).toBeGreaterThan(firstBootFiles().length);
});

test("a server boots with the operator as its only author, so that no number of keys makes user-data too large", () => {
  const body = key("").split(" ")[1];
  expect(file("/etc/freehold/keys/author")?.content).toBe(
    `restrict,command="/usr/local/lib/freehold/author/author-shell 'operator' ${known}" ssh-ed25519 ${body} operator\n`,
  );
});

test("the later bundle has the same files, with all authors, and those of server/: no host key, no users", () => {
  const more = laterFiles().map((f) => f.path);
  const differ = [
    ...more,
    "/etc/freehold/keys/author",
    "/etc/freehold/secrets.json",
    timerPath,
    windowPath,
    newerPath,
    manifestPath,
  ];
  const others = (from: CloudConfig) => from.write_files.filter((f) => !differ.includes(f.path));
  expect(Object.keys(later)).toEqual(["write_files"]);
  expect(others(later)).toEqual(others(config));
  expect(more).toContain("/usr/local/lib/freehold/certificate/certificate");
  expect(more.filter((path) => file(path, later) === undefined || file(path) !== undefined)).toEqual([]);
  expect(renderBundle(input)).not.toContain("PRIVATE KEY");
});

test("upkeep's timer comes each day at the window's time; the day is beside it", () => {
  const bundle = load(renderBundle({ ...input, upkeep: "Mon 23:15" })) as CloudConfig;
  expect(file(timerPath, bundle)?.content).toBe("[Timer]\nOnCalendar=\nOnCalendar=*-*-* 23:15 UTC\n");
  expect(file(windowPath, bundle)?.content).toBe("Mon 23:15\n");
});

test("the server knows its version, and where to look for newer ones", () => {
  const newer = { version: "0.1.0", url: "https://git.test/freehold" };
  const bundle = load(renderBundle({ ...input, newer })) as CloudConfig;
  expect(file(newerPath, bundle)?.content).toBe('{"version":"0.1.0","url":"https://git.test/freehold"}\n');
  expect(file(newerPath, later)?.content).toBe('{"version":"0.1.0"}\n');
});

test("addresses for alarms are secrets: in the later bundle alone, for root alone", () => {
  const secrets = { alarmUrl: "https://ntfy.test/secret" };
  expect(file("/etc/freehold/secrets.json", load(renderBundle({ ...input, secrets })) as CloudConfig)).toEqual({
    path: "/etc/freehold/secrets.json",
    permissions: "0600",
    content: '{"alarmUrl":"https://ntfy.test/secret"}\n',
  });
  expect(renderUserData({ ...input, secrets })).toBe(text);
});

test("an author who is removed is in no line of the later bundle", () => {
  const bundle = load(renderBundle({ ...input, authors: [key("bob")] })) as CloudConfig;
  expect(file("/etc/freehold/keys/author", bundle)?.content).not.toContain("Ada");
});

import { describe, expect, it } from "vitest";
import { readSettings } from "../../../infra/settings/read";

const problems = (raw: Record<string, string>) => {
  const reading = readSettings(raw);
  return "problems" in reading ? reading.problems : [];
};

const key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAILMpRYwXkPJzQ1wPvTFyyv0Qjh2zGbGN2H8Vh3gDLnIo ada@lab";
const privateKey = "-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEAAAAA\n-----END OPENSSH PRIVATE KEY-----";

describe("readSettings", () => {
  it("gives the defaults where nothing is set", () => {
    expect(readSettings({})).toEqual({
      settings: {
        target: "rehearsal",
        address: "reserved",
        budget: false,
        shape: "micro",
        diskGb: 50,
        cpuLimit: 0,
        bindAddress: "127.0.0.1",
        httpPort: 8080,
        httpsPort: 8443,
        sshPort: 2222,
        sshFrom: ["0.0.0.0/0"],
        authors: [],
        https: "off",
        domains: [],
        acmeServer: "https://acme-v02.api.letsencrypt.org/directory",
        hsts: false,
        upkeep: "Sun 03:30",
        backupFolder: ".freehold/backups",
        backupKeep: 10,
        capacityWait: 60,
        quota: false,
        protect: false,
      },
    });
  });

  it("reads every kind of value", () => {
    const reading = readSettings({
      shape: "arm",
      ocpus: "2",
      memoryGb: "12",
      authors: JSON.stringify([` ${key}\n`.trim()]),
      sshFrom: '["203.0.113.7/32","198.51.100.0/24"]',
      repository: "https://example.org/blog.git",
      domain: "Blog.example.org, www.example.org",
      email: "ada@example.org",
      https: "auto",
      acmeServer: "https://ca.example.org/dir",
      hsts: "true",
    });
    expect(reading).toMatchObject({
      settings: {
        shape: "arm",
        ocpus: 2,
        memoryGb: 12,
        authors: [key],
        sshFrom: ["203.0.113.7/32", "198.51.100.0/24"],
        repository: "https://example.org/blog.git",
        domains: ["blog.example.org", "www.example.org"],
        email: "ada@example.org",
        https: "auto",
        acmeServer: "https://ca.example.org/dir",
        hsts: true,
      },
    });
  });
});

/** `FH-SETTING-…` of the one problem, and whether it names all that a person needs: setting, value, what is expected, what to do. */
describe("readSettings refuses", () => {
  const value = "FH-SETTING-VALUE";
  const conflict = "FH-SETTING-CONFLICT";
  const unknown = "FH-SETTING-UNKNOWN";
  const wrong = (name: string, given: string, ...more: string[]) => [
    value,
    `freehold:${name} is ${JSON.stringify(given)}`,
    ...more,
    `pulumi config set freehold:${name} …`,
  ];
  const acme = "https://ca.example.org/dir";
  const inFile = "one line of a .pub file";

  it.each([
    [
      "the earlier name of a setting, whose loss would make another server",
      { server: "oracle" },
      ["FH-SETTING-RENAMED", "pulumi config set freehold:target oracle && pulumi config rm freehold:server"],
    ],
    ["an unknown target", { target: "aws" }, wrong("target", "aws", "expected rehearsal or oracle")],
    ...["0", "-1", "lots", " ", "", "1 GB"].map((diskGb) => [
      `a disk of "${diskGb}"`,
      { diskGb },
      wrong("diskGb", diskGb, "expected a number from 50 to 32768 (GB)"),
    ]),
    ...["0", "-1", "lots"].map((memoryGb) => [
      `memory of ${memoryGb}`,
      { memoryGb },
      wrong("memoryGb", memoryGb, "expected a number from 0.5 to 1024 (GB)"),
    ]),
    ...["0", "70000", "80.5", "eighty"].map((httpPort) => [
      `port ${httpPort}`,
      { httpPort },
      wrong("httpPort", httpPort, "expected a port from 1 to 65535"),
    ]),
    ["a third truth", { quota: "yes" }, wrong("quota", "yes", "expected true or false")],
    [
      "port 22 for both",
      { httpPort: "22", sshPort: "22" },
      [conflict, "freehold:httpPort and freehold:sshPort are both 22", "pulumi config set freehold:sshPort …"],
    ],
    [
      "two equal ports, one of them a default",
      { https: "auto", acmeServer: acme, httpsPort: "8080" },
      [conflict, "freehold:httpPort and freehold:httpsPort are both 8080", "pulumi config set freehold:httpsPort …"],
    ],
    [
      "a rehearsal that would ask Let's Encrypt",
      { https: "auto" },
      [
        conflict,
        "freehold:https is auto in a rehearsal",
        "freehold:acmeServer",
        "pulumi config set freehold:https off",
      ],
    ],
    [
      "HSTS without a domain",
      { target: "oracle", hsts: "true" },
      [conflict, "freehold:hsts is true", "there is no domain", "pulumi config rm freehold:hsts"],
    ],
    [
      "HSTS without HTTPS",
      { target: "oracle", https: "off", domain: "example.org", hsts: "true" },
      [conflict, "freehold:hsts is true", "https is off", "pulumi config rm freehold:hsts"],
    ],
    [
      "a budget whose alert goes to nobody",
      { target: "oracle", budget: "true" },
      [conflict, "freehold:budget is true", "freehold:email is empty", "pulumi config set freehold:email"],
    ],
    [
      "OCPUs for the shape that has none to choose",
      { ocpus: "2" },
      [conflict, "freehold:ocpus is 2", "only with the shape arm", "pulumi config rm freehold:ocpus"],
    ],
    [
      "a domain twice",
      { domain: "example.org EXAMPLE.org" },
      wrong("domain", "example.org EXAMPLE.org", "example.org twice"),
    ],
    ["a domain with a space", { domain: "my blog.org" }, wrong("domain", "my blog.org", "such as blog.example.org")],
    [
      "a CA without TLS",
      { acmeServer: "http://ca.test" },
      wrong("acmeServer", "http://ca.test", "such as https://acme"),
    ],
    [
      "a malformed CIDR block",
      { sshFrom: '["203.0.113.7"]' },
      wrong("sshFrom", '["203.0.113.7"]', "entry 1: expected an IPv4 CIDR block such as 203.0.113.7/32"),
    ],
    [
      "a CIDR block with host bits",
      { sshFrom: '["0.0.0.0/0","10.0.2.7/16"]' },
      wrong(
        "sshFrom",
        '["0.0.0.0/0","10.0.2.7/16"]',
        "entry 2: ",
        "10.0.0.0/16 for the network",
        "10.0.2.7/32 for the one",
      ),
    ],
    ...["ssh-ed25519 AAAA", '{"a":1}', "[1]", "null"].map((authors) => [
      `a list that is ${authors}`,
      { authors },
      [value, "freehold:authors: expected a list of public keys. Set another", "pulumi config set freehold:authors …"],
    ]),
    [
      "a private key",
      { authors: JSON.stringify([privateKey]) },
      [value, "freehold:authors: entry 1: ", "PRIVATE key", "leaked", inFile],
    ],
    ["empty keys", { authors: '["", " "]' }, [value, "entry 1: it is empty", "entry 2: it is empty", inFile]],
    ["what is no key", { authors: '["ssh-ed25519 hello"]' }, [value, "entry 1: it is not a public key", inFile]],
    [
      "a key whose bytes name another type",
      { authors: JSON.stringify([key.replace("ssh-ed25519", "ssh-rsa")]) },
      [value, "entry 1: it is not a public key", inFile],
    ],
    ...["http://git.test/x", "https://token@git.test/x", "git@git.test:x"].map(
      (newerFrom): [string, Record<string, string>, string[]] => [
        `newer versions from ${newerFrom}`,
        { newerFrom },
        wrong("newerFrom", newerFrom, "a Git URL that needs no password, https://…"),
      ],
    ),
    ["a window that is no time", { upkeep: "Sun 25:00" }, wrong("upkeep", "Sun 25:00", "such as Sun 03:30")],
    ...["http://ntfy.test/x", "https://user:secret@ntfy.test/x", "https://ntfy.test/x#y", "ntfy.test"].map(
      (alarmUrl) => [
        `an alarm address ${alarmUrl}, which is not repeated`,
        { alarmUrl },
        [value, "freehold:alarmUrl: expected an address https://HOST/PATH without user and fragment"],
      ],
    ),
    [
      "a private key of age in place of its public one, which is not repeated",
      { backupRecipient: "AGE-SECRET-KEY-1QQ" },
      [value, "freehold:backupRecipient: expected a public key of age, age1…"],
    ],
    [
      "nightly backups that nobody could decrypt",
      { backupUrl: "https://store.test/" },
      [
        conflict,
        "freehold:backupUrl is set",
        "freehold:backupRecipient is empty",
        "config set freehold:backupRecipient",
      ],
    ],
    ...["0", "1.5", "many"].map((backupKeep) => [
      `${backupKeep} backups`,
      { backupKeep },
      wrong("backupKeep", backupKeep, "a whole number from 1 to 1000 (backups)"),
    ]),
    ["an e-mail address without @", { email: "ada.test" }, wrong("email", "ada.test", "such as me@example.org")],
    ["an address that is not loopback", { bindAddress: "0.0.0.0" }, wrong("bindAddress", "0.0.0.0", "127.x.y.z")],
    [
      "a repository that needs a key",
      { repository: "git@example.org:blog.git" },
      wrong("repository", "git@example.org:blog.git", "a Git URL that needs no password"),
    ],
    [
      "an unknown key, with the nearest",
      { htpPort: "80" },
      [unknown, "unknown setting freehold:htpPort", "freehold:httpPort?", "pulumi config rm freehold:htpPort"],
    ],
    [
      "an unknown key that is near nothing",
      { wordpress: "yes" },
      [unknown, "unknown setting freehold:wordpress", "docs/configuration.md", "pulumi config rm freehold:wordpress"],
    ],
    ["a name that every object has", { constructor: "1" }, [unknown, "unknown setting freehold:constructor"]],
  ] as [string, Record<string, string>, string[]][])("%s", (_, raw, [code, ...parts]) => {
    const found = problems(raw);
    expect(found).toHaveLength(1);
    expect(found[0]?.split(": ")[0]).toBe(code);
    for (const part of parts) expect(found[0]).toContain(part);
  });

  it("all problems at once: no wrong value hides another, nor a conflict", () => {
    const raw = { target: "aws", httpPort: "22", sshPort: "22", domain: "a b", hsts: "true", https: "off", x: "1" };
    expect(problems(raw).map((problem) => problem.split(" ").slice(0, 2).join(" "))).toEqual([
      "FH-SETTING-VALUE: freehold:target",
      "FH-SETTING-VALUE: freehold:domain",
      "FH-SETTING-UNKNOWN: unknown",
      "FH-SETTING-CONFLICT: freehold:httpPort",
      "FH-SETTING-CONFLICT: freehold:hsts",
    ]);
  });

  it("a secret pasted into a list of keys is not repeated", () => {
    expect(problems({ authors: JSON.stringify([privateKey]) }).join()).not.toContain("b3BlbnNzaC1rZXk");
    expect(problems({ authors: privateKey }).join()).not.toContain("b3BlbnNzaC1rZXk");
  });
});

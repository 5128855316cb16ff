import { describe, expect, it } from "vitest";
import { readSettings } from "../../../infra/settings/read";

const problems = (raw: Record<string, string>) => {
  const reading = readSettings(raw);
  return "problems" in reading ? reading.problems : [];
};

const key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAILMpRYwXkPJzQ1wPvTFyyv0Qjh2zGbGN2H8Vh3gDLnIo ada@lab";
const privateKey = "-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEAAAAA\n-----END OPENSSH PRIVATE KEY-----";
const expectKey = "expected one line of a .pub file, such as `ssh-ed25519 AAAA... name`";

describe("readSettings", () => {
  it("gives the defaults where nothing is set", () => {
    expect(readSettings({})).toEqual({
      settings: {
        target: "rehearsal",
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

describe("readSettings refuses", () => {
  const port = (name: string, value: string) =>
    `freehold:${name} is "${value}": expected a port from 1 to 65535. Set another: pulumi config set freehold:${name} …`;

  it.each([
    [
      "an unknown server kind",
      { target: "aws" },
      'freehold:target is "aws": expected rehearsal or oracle. Set another: pulumi config set freehold:target …',
    ],
    ...["0", "-1", "lots"].map((memoryGb) => [
      `memory of ${memoryGb}`,
      { memoryGb },
      `freehold:memoryGb is "${memoryGb}": expected a number from 0.5 to 1024 (GB). Set another: pulumi config set freehold:memoryGb …`,
    ]),
    ["port 0", { httpPort: "0" }, port("httpPort", "0")],
    ["port 70000", { sshPort: "70000" }, port("sshPort", "70000")],
    [
      "port 22 for both",
      { httpPort: "22", sshPort: "22" },
      "freehold:httpPort and freehold:sshPort are both 22; expected different ports. Change one: pulumi config set freehold:sshPort …",
    ],
    [
      "two equal ports, one of them a default",
      { https: "auto", acmeServer: "https://ca.example.org/dir", httpsPort: "8080" },
      "freehold:httpPort and freehold:httpsPort are both 8080; expected different ports. Change one: pulumi config set freehold:httpsPort …",
    ],
    [
      "a rehearsal that would ask Let's Encrypt",
      { https: "auto" },
      "freehold:https is auto in a rehearsal, which Let's Encrypt can't reach; expected a CA of your own in freehold:acmeServer, or off. Change one: pulumi config set freehold:https off",
    ],
    [
      "HSTS without a domain",
      { target: "oracle", hsts: "true" },
      "freehold:hsts is true, but there is no domain; expected it only with a domain and https. Remove it: pulumi config rm freehold:hsts",
    ],
    [
      "HSTS without HTTPS",
      { target: "oracle", https: "off", domain: "example.org", hsts: "true" },
      "freehold:hsts is true, but https is off; expected it only with a domain and https. Remove it: pulumi config rm freehold:hsts",
    ],
    [
      "a domain twice",
      { domain: "example.org EXAMPLE.org" },
      'freehold:domain is "example.org EXAMPLE.org": it has example.org twice; expected each name once. Set another: pulumi config set freehold:domain …',
    ],
    [
      "a CA without TLS",
      { acmeServer: "http://ca.example.org/dir" },
      'freehold:acmeServer is "http://ca.example.org/dir": expected the URL of an ACME directory, such as https://acme-v02.api.letsencrypt.org/directory. Set another: pulumi config set freehold:acmeServer …',
    ],
    [
      "a malformed CIDR block",
      { sshFrom: '["203.0.113.7"]' },
      'freehold:sshFrom is "[\\"203.0.113.7\\"]": entry 1: expected an IPv4 CIDR block such as 203.0.113.7/32. Set another: pulumi config set freehold:sshFrom …',
    ],
    [
      "a CIDR block with host bits",
      { sshFrom: '["10.0.2.7/16"]' },
      'freehold:sshFrom is "[\\"10.0.2.7/16\\"]": entry 1: it has host bits set; expected 10.0.0.0/16 for the network or 10.0.2.7/32 for the one address. Set another: pulumi config set freehold:sshFrom …',
    ],
    [
      "a private key, without repeating it",
      { authors: JSON.stringify([privateKey]) },
      `freehold:authors: entry 1: it is a PRIVATE key: treat that key as leaked and make another; ${expectKey}. Set another: pulumi config set freehold:authors …`,
    ],
    [
      "an empty key",
      { authors: '["", " "]' },
      `freehold:authors: entry 1: it is empty; ${expectKey}; entry 2: it is empty; ${expectKey}. Set another: pulumi config set freehold:authors …`,
    ],
    [
      "what is no key",
      { authors: '["ssh-ed25519 hello"]' },
      `freehold:authors: entry 1: it is not a public key; ${expectKey}. Set another: pulumi config set freehold:authors …`,
    ],
    [
      "a key whose bytes name another type",
      { authors: JSON.stringify([key.replace("ssh-ed25519", "ssh-rsa")]) },
      `freehold:authors: entry 1: it is not a public key; ${expectKey}. Set another: pulumi config set freehold:authors …`,
    ],
    [
      "a list that is none",
      { authors: "ssh-ed25519 AAAA" },
      "freehold:authors: expected a list of public keys. Set another: pulumi config set freehold:authors …",
    ],
    [
      "a domain with a space",
      { domain: "my blog.org" },
      'freehold:domain is "my blog.org": expected domain names such as blog.example.org www.example.org. Set another: pulumi config set freehold:domain …',
    ],
    [
      "an e-mail address without @",
      { email: "ada.example.org" },
      'freehold:email is "ada.example.org": expected an address such as me@example.org. Set another: pulumi config set freehold:email …',
    ],
    [
      "an unknown key, with the nearest",
      { htpPort: "80" },
      "freehold:htpPort is no setting; did you mean freehold:httpPort? Remove it: pulumi config rm freehold:htpPort",
    ],
    [
      "an unknown key that is near nothing",
      { wordpress: "yes" },
      "freehold:wordpress is no setting; docs/configuration.md lists them all. Remove it: pulumi config rm freehold:wordpress",
    ],
    [
      "OCPUs for the shape that has none to choose",
      { ocpus: "2" },
      "freehold:ocpus is 2, but the shape micro always has 1/8 OCPU; expected it only with the shape arm. Remove it: pulumi config rm freehold:ocpus",
    ],
    [
      "an address that is not loopback",
      { bindAddress: "0.0.0.0" },
      'freehold:bindAddress is "0.0.0.0": expected a loopback address, 127.x.y.z. Set another: pulumi config set freehold:bindAddress …',
    ],
    [
      "a repository that needs a key",
      { repository: "git@example.org:blog.git" },
      'freehold:repository is "git@example.org:blog.git": expected a git URL that needs no password, https://…. Set another: pulumi config set freehold:repository …',
    ],
  ] as [string, Record<string, string>, string][])("%s", (_, raw, message) => {
    expect(problems(raw)).toEqual([message]);
  });

  it("all problems at once", () => {
    expect(problems({ target: "aws", httpPort: "0", domain: "a b" })).toHaveLength(3);
  });
});

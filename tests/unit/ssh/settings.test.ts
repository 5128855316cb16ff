import { describe, expect, it } from "vitest";
import { readSettings } from "../../../infra/settings/read";

const read = (raw: Record<string, string>) => {
  const reading = readSettings({ target: "ssh", ...raw });
  return "problems" in reading ? reading.problems : reading.settings;
};

describe("freehold:server", () => {
  it.each([
    ["root@203.0.113.7", { user: "root", host: "203.0.113.7", port: 22 }],
    ["203.0.113.7:2222", { user: "root", host: "203.0.113.7", port: 2222 }],
    ["ubuntu@Blog.example.org", { user: "ubuntu", host: "blog.example.org", port: 22 }],
    ["root@mine", { user: "root", host: "mine", port: 22 }],
  ])("%s", (server, login) => {
    expect(read({ server })).toMatchObject({ server: login, https: "auto" });
  });

  it.each([
    "root@",
    "@203.0.113.7",
    "root@203.0.113",
    "root@203.0.113.256",
    "root@203.0.113.7:0",
    "root@203.0.113.7:65536",
    "root@2001:db8::1",
    "ssh://root@203.0.113.7",
    "root@-oProxyCommand=x",
    "-oProxyCommand=x@host",
    "root@a b",
    "root@a..b",
  ])("%s is refused", (server) => {
    expect(read({ server })).toEqual([
      `FH-SETTING-VALUE: freehold:server is ${JSON.stringify(server)}: expected USER@HOST or USER@HOST:PORT, such as root@203.0.113.7. ` +
        "Set another: pulumi config set freehold:server …",
    ]);
  });

  it("is needed", () => {
    expect(read({})).toEqual([
      "FH-SETTING-CONFLICT: freehold:target is ssh, but freehold:server is empty; expected USER@HOST or USER@HOST:PORT, such as " +
        "root@203.0.113.7; or empty. Set it: pulumi config set freehold:server root@ADDRESS",
    ]);
  });
});

it.each([
  { quota: "true" },
  { budget: "true", email: "me@example.org" },
  { protect: "true" },
  { address: "own" },
  { sshFrom: '["203.0.113.7/32"]' },
])("what only Oracle has is not here: %j", (more) => {
  const name = Object.keys(more)[0];
  expect(read({ server: "root@203.0.113.7", ...more })).toEqual([
    `FH-SETTING-CONFLICT: freehold:${name} is set, but not here: the target ssh has none of it. Remove it: pulumi config rm freehold:${name}`,
  ]);
});

it.each([
  ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAILMpRYwXkPJzQ1wPvTFyyv0Qjh2zGbGN2H8Vh3gDLnIo root@mine", true],
  [`SHA256:${"A".repeat(43)}`, true],
  ["MD5:aa:bb", false],
  ["ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABgQ", false],
])("a host key is %s: %s", (serverHostKey, good) => {
  expect(Array.isArray(read({ server: "root@203.0.113.7", serverHostKey }))).toBe(!good);
});

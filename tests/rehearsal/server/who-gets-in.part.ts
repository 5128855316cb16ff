import { describe, expect, it } from "vitest";
import { run } from "../../support/rehearsal/run";
import { serverFixture } from "./fixture";

describe("who gets in", () => {
  const sshOptions = () => [
    "-p",
    String(serverFixture.site.sshPort),
    "-o",
    "StrictHostKeyChecking=no",
    "-o",
    "UserKnownHostsFile=/dev/null",
    "-o",
    "IdentitiesOnly=yes",
    "-o",
    "BatchMode=yes",
  ];

  it("only keys: no password is even asked for", async () => {
    const { output, status } = await run("ssh", [...sshOptions(), "operator@127.0.0.1", "true"]);
    expect(status).toBe(255);
    expect(output).toContain("operator@127.0.0.1: Permission denied (publickey).");
  });

  it("never root, even with the operator's key", async () => {
    const key = `${serverFixture.site.folder}/.freehold/test/operator`;
    const { output, status } = await run("ssh", ["-i", key, ...sshOptions(), "root@127.0.0.1", "true"]);
    expect(status).toBe(255);
    expect(output).toContain("Permission denied (publickey)");
  });

  it("a server with another host key is refused, not asked about", async () => {
    const config = `.freehold/test/ssh_config`;
    const { status, output } = await run(
      "ssh",
      ["-F", config, "-o", "UserKnownHostsFile=/dev/null", "freehold-test", "status"],
      { cwd: serverFixture.site.folder },
    );
    expect(status).toBe(255);
    expect(output).toContain("Host key verification failed.");
  });
});

import { describe, expect, it } from "vitest";
import { serverFixture } from "./fixture";

describe("169.254.169.254", () => {
  const metadata =
    "curl -s -m 5 -o /dev/null -w '%{http_code}' -H 'Authorization: Bearer Oracle' http://169.254.169.254/opc/v2/instance/metadata/user_data";
  const inContainer = (command: string) =>
    `docker run --rm --entrypoint bash $(docker image ls -q freehold.invalid/nginx | head -n 1) -c "${command}"`;

  it("is the only resolver, and answers server and containers", async () => {
    expect(await serverFixture.server("cat /etc/resolv.conf")).toBe("nameserver 169.254.169.254");
    expect((await serverFixture.site.inServer("getent hosts deb.debian.org")).status).toBe(0);
    expect((await serverFixture.site.inServer(inContainer("getent hosts deb.debian.org"))).status).toBe(0);
  });

  it("gives user-data to root alone", async () => {
    expect(await serverFixture.server(metadata)).toBe("200");
    expect((await serverFixture.site.inServer(`runuser -u author -- ${metadata}`)).output).toContain("000");
    expect((await serverFixture.site.inServer(`runuser -u operator -- ${metadata}`)).output).toContain("000");
    const container = await serverFixture.site.inServer(
      inContainer("timeout 5 bash -c '</dev/tcp/169.254.169.254/80' && echo reached"),
    );
    expect(container.output).not.toContain("reached");
    expect(container.status).not.toBe(0);
  });
});

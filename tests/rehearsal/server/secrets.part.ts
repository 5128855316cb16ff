import { describe, expect, it } from "vitest";
import { run } from "../../support/rehearsal/run";
import { serverFixture } from "./fixture";

/** A private key's first lines, as text and as base64. The brackets keep this search itself from being found among the processes. */
const marks = "BEGIN OPENSS[H] PRIVATE KEY|BEGIN (EC |RSA )?PRIVAT[E] KEY|b3BlbnNzaC1rZXktdj[E]";

describe("no private key", () => {
  it("is in a file that an author's process could read", async () => {
    const find =
      "find /etc /var /run /srv /tmp /home /root /opt -xdev -type f -size -2000k -readable -print0 2>/dev/null";
    const search = `xargs -0 grep -lE '${marks}' 2>/dev/null`;
    const found = await serverFixture.server(
      `setpriv --reuid=author --regid=author --clear-groups bash -c "${find} | ${search}"`,
    );
    expect(found).toBe("");
  });

  it("and no user-data, in which the host key is", async () => {
    const paths = "/var/lib/cloud/seed/nocloud/user-data /var/lib/cloud/instance/user-data.txt*";
    const asAuthor = `setpriv --reuid=author --regid=author --clear-groups bash -c 'cat ${paths} 2>/dev/null | wc -c'`;
    expect(await serverFixture.server(asAuthor)).toBe("0");
  });

  it("is in a log, in what Docker knows of a container, or in the list of processes", async () => {
    const server = await serverFixture.server(
      `{ journalctl --no-pager; cat /var/log/cloud-init*.log; docker inspect $(docker ps -aq); ps axeww; } | grep -cE '${marks}'`,
    );
    expect(server).toBe("0");
    const names = ["", "-edge", "-link-local"].map((name) => `freehold-${serverFixture.site.stack}${name}`);
    const { output } = await run("docker", ["inspect", ...names]);
    expect(new RegExp(marks).exec(output)).toBe(null);
  });
});

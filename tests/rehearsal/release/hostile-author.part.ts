import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { run } from "../../support/rehearsal/run";
import { refusal, refusedCommands } from "../../support/release/attempts";
import { releaseFixture } from "./fixture";

const config = () => join(releaseFixture.site.folder, `.freehold/${releaseFixture.site.stack}/ssh_config`);
const host = () => `freehold-${releaseFixture.site.stack}`;
const ssh = (...args: string[]) => run("ssh", ["-F", config(), "-o", "BatchMode=yes", ...args]);
/** What a client's own exit looks like where it waits for a tunnel or shell that it does not get. */
const shortly = (...args: string[]) => run("timeout", ["10", "ssh", "-F", config(), "-o", "BatchMode=yes", ...args]);

describe("an author's key", () => {
  it.each(refusedCommands)("does not do $name", async ({ command }) => {
    const { status, output } = await ssh(host(), ...(command ?? []));
    expect(output).toMatch(refusal);
    expect(output).not.toContain("uid=");
    expect(status).toBe(2);
  });

  it("gets no terminal and no shell, only help", async () => {
    const forced = await run("ssh", ["-tt", "-F", config(), host()], { input: "id\nexit\n" });
    expect(forced.output).toContain("PTY allocation request failed");
    expect(forced.output).not.toContain("uid=");
    const plain = await run("ssh", ["-T", "-F", config(), host()], { input: "id\nexit\n" });
    expect(plain.output).toContain("What your key can do here");
    expect(plain.output).not.toContain("uid=");
    expect(plain.status).toBe(0);
  });

  it("gets no file by sftp", async () => {
    const { status } = await run("sftp", ["-F", config(), "-b", "-", host()], { input: "ls\n" });
    expect(status).toBe(255);
  });

  it("forwards no port, in neither direction", async () => {
    const there = await shortly("-W", "127.0.0.1:80", host());
    expect(there.output).toContain("administratively prohibited");
    const back = await shortly("-o", "ExitOnForwardFailure=yes", "-R", "0:127.0.0.1:9", host(), "help");
    expect(back.output).toContain("remote port forwarding failed");
  });

  it("forwards no agent", async () => {
    const { output } = await ssh("-A", "-v", host(), "help");
    expect(output).not.toContain("Requesting authentication agent forwarding accepted");
    expect((await releaseFixture.site.inServer("ls /tmp/ssh-* 2>/dev/null")).output).toBe("");
  });

  it("brings no environment", async () => {
    const env = { ...process.env, FREEHOLD_AUTHOR: "root", GIT_TRACE: "1" };
    const sends = ["-F", config(), "-o", "SendEnv=GIT_* FREEHOLD_*", host(), "git-upload-pack '/blog'"];
    // Four zeros end the talk after the list of refs.
    const { status, output } = await run("ssh", sends, { env, input: "0000" });
    expect(output).toContain("refs/heads/main");
    expect(output).not.toContain("trace:");
    expect(status).toBe(0);
  });

  it("is no operator: sudo has a few exact commands, without arguments that reach a shell", async () => {
    const asAuthor = (command: string) => releaseFixture.site.inServer(`runuser -u author -- sudo -n ${command}`);
    expect((await asAuthor("id")).status).toBe(1);
    expect((await asAuthor("/usr/local/lib/freehold/release/site")).status).toBe(1);
    expect((await asAuthor("/usr/local/lib/freehold/release/release '$(id)' root")).output).toBe(
      "usage: release COMMIT AUTHOR\n",
    );
    expect((await asAuthor("/usr/local/lib/freehold/release/rollback '../x'")).output).toBe(
      "usage: rollback AUTHOR [RELEASE]\n",
    );
    expect((await asAuthor("/usr/local/lib/freehold/release/unpublish ada '../x'")).output).toBe(
      "usage: unpublish AUTHOR POST\n",
    );
    expect((await asAuthor("/usr/local/lib/freehold/watch/repair")).status).toBe(1);
    expect((await asAuthor("FREEHOLD_LOCKED=yes /usr/local/lib/freehold/author/status")).status).toBe(1);
  });
});

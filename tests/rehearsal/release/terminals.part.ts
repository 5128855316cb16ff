import { describe, expect, it } from "vitest";
import { toolchain } from "../../support/rehearsal/killed";
import { post } from "../../support/release/author";
import { containers } from "../../support/release/whole";
import { releaseFixture } from "./fixture";

/** Clears the screen, sets the title, turns the line round, and begins a line that was never printed. */
const hostile = "\u001b[2J\u001b]0;owned\u0007\u009b31m\u202e\u2028\rpage      http://evil";
const shown = "\\x1b[2J\\x1b]0;owned\\x07\\x9b31m\\u202e\\u2028\\rpage      http://evil";
const obeyed = /(?!\n|\t)[\p{Cc}\u202a-\u202e\u2066-\u2069\u2028\u2029]/u;

describe("an author's text in another person's terminal", () => {
  it("a commit's subject and its author's name, in every answer of the server", async () => {
    const before = releaseFixture.author.main();
    releaseFixture.author.git("config", "user.name", `Eve ${hostile}`);
    releaseFixture.site.commit(hostile, { "README.md": "# Hostile\n" });
    releaseFixture.author.git("config", "user.name", "Ada");
    expect(await releaseFixture.author.push()).toMatchObject({ status: 0 });
    const status = await releaseFixture.author.ask("status");
    expect(status.output).toContain(`          ${shown}`);
    expect(status.output.split("\n").filter((line) => line.startsWith("page "))).toHaveLength(1);

    const answers = [
      status,
      await toolchain(releaseFixture.site, "author", "status"),
      await releaseFixture.author.ask("releases"),
    ];
    releaseFixture.site.commit("Another", { "README.md": "# Another\n" });
    expect(await releaseFixture.author.push()).toMatchObject({ status: 0 });
    const back = await releaseFixture.author.ask("rollback");
    expect(back.output).toContain(`: ${shown}`);
    for (const { status: ended, output } of [...answers, back]) {
      expect(ended).toBe(0);
      expect(output).not.toMatch(obeyed);
    }
    expect(await releaseFixture.author.ask("rollback", before.slice(0, 12))).toMatchObject({ status: 0 });
    releaseFixture.author.back(before);
  });

  it("a line of the app's log, whole and while it is followed", async () => {
    const [app] = await containers(releaseFixture.author, "app");
    const line = `bytes: \\x1b[2J \\x9b31m \\xe2\\x80\\xae, end`;
    const print = `docker exec ${app} python3 -c "open('/proc/1/fd/1', 'wb').write(b'${line}\\n')"`;
    let seen = "";
    const following = releaseFixture.site.sshWith(
      {
        onLine: (text, child) => {
          seen = text;
          if (text.includes("end")) child.kill();
        },
      },
      "author",
      "logs",
      "app",
      "-f",
    );
    const writing = setInterval(() => void releaseFixture.site.inServer(print), 2000);
    await following;
    clearInterval(writing);
    expect(seen).toBe("bytes: \\x1b[2J \\x9b31m \\u202e, end");
    const { status, output } = await releaseFixture.author.ask("logs", "app");
    expect(status).toBe(0);
    expect(output).toContain("bytes: \\x1b[2J \\x9b31m \\u202e, end\n");
    expect(output).not.toMatch(obeyed);
    // Nobody reads any more: nothing of it is left on the server.
    const left = await releaseFixture.site.inServer("sleep 2; pgrep -fc 'journalctl.*--follow'");
    expect(left.output.trim()).toBe("0");
  });

  it("a file's name, a commit's subject and a program's words in a push that is refused", async () => {
    const before = releaseFixture.author.main();
    releaseFixture.site.commit(hostile, {
      [`app/posts/a${hostile.replace("/", "").replace("/", "")}.md`]: post("").slice(4),
    });
    const push = await releaseFixture.author.push();
    releaseFixture.author.back(before);
    expect(push.status).toBe(1);
    expect(push.output).toContain("\\x1b[2J");
    expect(push.output.replaceAll("\u001b[K", "")).not.toMatch(obeyed);
  });
});

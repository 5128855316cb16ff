import { spawn } from "node:child_process";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { toolchain } from "../../support/rehearsal/killed";
import { type RunOptions, run, until } from "../../support/rehearsal/run";
import { post } from "../../support/release/author";
import { expectWhole } from "../../support/release/whole";
import { releaseFixture } from "./fixture";

const appLine = /csp-report |Listening at: /;

describe("one at a time", () => {
  it("a second push waits, is told who releases and since when, and then goes", async () => {
    const first = releaseFixture.site.commit("First", { "app/posts/2026-11-20-first.md": post("First") });
    const second = releaseFixture.site.commit("Second", { "README.md": "# Second\n" });
    const ended: string[] = [];
    const begun = new Promise<void>((resolve) => {
      releaseFixture.author
        .push([`${first}:main`], (line) => line.includes("rendering the content") && resolve())
        .then((push) => ended.push(`first ${push.status}`));
    });
    await begun;
    const waited = await releaseFixture.author.push([`${second}:main`]);
    expect(waited.output).toMatch(/^Waiting: \S+ releases since \d\d:\d\d:\d\d UTC \(\d+ s\)\.$/m);
    expect(waited).toMatchObject({ status: 0 });
    expect(ended).toEqual(["first 0"]);
    await expectWhole(releaseFixture.author, second);
    const { output } = await releaseFixture.author.ask("releases");
    expect(output.indexOf(second.slice(0, 12))).toBeLessThan(output.indexOf(first.slice(0, 12)));
  });

  it("a client that only connects keeps nobody waiting", async () => {
    const config = join(releaseFixture.site.folder, `.freehold/${releaseFixture.site.stack}/ssh_config`);
    const host = `freehold-${releaseFixture.site.stack}`;
    const idle = spawn("ssh", ["-F", config, "-l", "author", host, "git-receive-pack 'blog'"], { stdio: "pipe" });
    // The list of refs: the server waits for what is pushed.
    await new Promise((resolve) => idle.stdout.once("data", resolve));
    const { output } = await releaseFixture.author.ask("rollback", "0123456789ab");
    idle.kill();
    expect(output).toContain("no ready release begins with 0123456789ab");
    expect(output).not.toContain("Waiting");
  });

  it("a rollback whose client left while it waited is not done", async () => {
    const commit = releaseFixture.site.commit("Meanwhile", { "app/posts/2026-11-20-first.md": post("Meanwhile") });
    let left: Promise<unknown> | undefined;
    const push = await releaseFixture.author.push(["HEAD:main"], (line) => {
      if (left !== undefined || !line.includes("rendering the content")) return;
      const onLine: RunOptions["onLine"] = (said, ssh) => void (said.startsWith("Waiting") && ssh.kill("SIGKILL"));
      left = releaseFixture.site.sshWith({ onLine }, "author", "rollback");
    });
    expect(push).toMatchObject({ status: 0 });
    await left;
    await expectWhole(releaseFixture.author, commit);
    expect((await releaseFixture.site.inServer("pgrep -fc freehold/release/alone")).output.trim()).toBe("0");
  });

  it("the lock dies with its holder: SIGKILL to everything of a push, and the next one goes", async () => {
    releaseFixture.site.commit("Killed", { "app/posts/2026-11-20-killed.md": post("Killed") });
    let killed: Promise<unknown> | undefined;
    const push = await releaseFixture.author.push(["HEAD:main"], (line) => {
      if (killed === undefined && line.includes("rendering the content"))
        killed = run("docker", [
          "exec",
          `freehold-${releaseFixture.site.stack}`,
          "pkill",
          "-KILL",
          "-f",
          "freehold/(alone|receive|release)|git-receive-pack",
        ]);
    });
    expect(push.status).not.toBe(0);
    expect(killed).toBeDefined();
    await until(
      "the author's lock",
      30,
      async () =>
        (await releaseFixture.site.inServer("flock -n /run/freehold/release.lock true")).status === 0 || undefined,
    );
    const next = releaseFixture.site.commit("After it", { "README.md": "# After\n" });
    expect(await releaseFixture.author.push()).toMatchObject({ status: 0 });
    await expectWhole(releaseFixture.author, next);
  });
});

describe("an author asks", () => {
  it("status: what is live, since when, how it is", async () => {
    const live = releaseFixture.author.main();
    const { status, output } = await releaseFixture.author.ask("status");
    expect(status).toBe(0);
    expect(output).toMatch(new RegExp(`^release +${live}$`, "m"));
    expect(output).toMatch(/^since +\d{4}-\d\d-\d\d \d\d:\d\d UTC$/m);
    expect(output.match(/^app +Up .* \(healthy\)$/gm)).toHaveLength(2);
    expect(output.match(/^nginx +Up .* \(healthy\)$/gm)).toHaveLength(1);
    expect(output).not.toContain("PROBLEM");
    expect(output).toMatch(/^memory +\d+ MB available of 1024 MB$/m);
    expect(output).toMatch(/^disk +\d+ MB free of \d+ MB$/m);
  });

  it("the same as data", async () => {
    const data = async (...words: string[]) => JSON.parse((await releaseFixture.author.ask(...words, "--json")).output);
    const live = releaseFixture.author.main();
    expect(await data("status")).toMatchObject({ version: 2, whole: true, live, main: live, problems: [] });
    const releases = await data("releases");
    expect(releases).toMatchObject({ version: 2, live });
    expect(releases.ready[0]).toBe(live);
    expect(await data("rollback", "0123456789ab")).toMatchObject({ version: 2, result: "refused", live, main: live });
    const [line] = (await releaseFixture.author.ask("logs", "nginx", "--json")).output.split("\n");
    expect(JSON.parse(line ?? "")).toMatchObject({ COM_DOCKER_SWARM_SERVICE_NAME: "blog_nginx" });
  });

  it("logs of one part, and of both", async () => {
    // What the app says when it starts may be further back than the last 200 lines.
    expect((await releaseFixture.author.ask("logs", "app")).output).toMatch(appLine);
    expect((await releaseFixture.author.ask("logs", "nginx")).output).toContain(`"method":"GET","path":"/"`);
    const { output } = await releaseFixture.author.ask("logs");
    expect(output).toContain(`"method":"GET","path":"/"`);
  });

  it("logs that go on: what is asked for later comes while one looks", async () => {
    let seen = false;
    const onLine: RunOptions["onLine"] = (line, ssh) => {
      // The first line tells that it looks; then something happens that was not in the log before.
      if (!seen) void fetch(new URL("/no-such-page-followed", releaseFixture.site.url));
      seen = true;
      if (line.includes("/no-such-page-followed")) ssh.kill();
    };
    const { output } = await releaseFixture.site.sshWith({ onLine }, "author", "logs", "nginx", "-f");
    expect(output).toContain("/no-such-page-followed");
  });

  it("the same by npm's scripts", async () => {
    const npm = (...words: string[]) => toolchain(releaseFixture.site, "author", ...words);
    const live = releaseFixture.author.main();
    expect((await npm("status")).output).toMatch(new RegExp(`^release +${live}$`, "m"));
    expect((await npm("releases")).output).toContain(live.slice(0, 12));
    expect((await npm("logs", "app")).output).toMatch(appLine);
    expect(await npm("rollback", "0123456789ab")).toMatchObject({ status: 1 });
  });

  it("a rollback to what is not there: the ready ones are named", async () => {
    const { status, output } = await releaseFixture.author.ask("rollback", "0123456789ab");
    expect(status).toBe(1);
    expect(output).toMatch(/no ready release begins with 0123456789ab\. Ready are: [0-9a-f]{12}/);
  });
});

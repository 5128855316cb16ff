import { describe, expect, it } from "vitest";
import { amounts, reasons, underLoad } from "../../support/load/under-load";
import { post } from "../../support/release/author";
import { containers, expectWhole } from "../../support/release/whole";
import { releaseFixture } from "./fixture";

/** Where the page that readers have now finds its style sheet. */
const styleOf = (page: string) => /href="(\/static\/style\.[0-9a-f]{10}\.css)"/.exec(page)?.[1] ?? "none";
const page = async () => (await fetch(releaseFixture.site.url)).text();

describe("while the site is read", () => {
  it("a new post is live, no request fails, and no page is older than two seconds", async () => {
    const before = releaseFixture.author.main();
    const oldStyle = styleOf(await page());
    const nginx = await containers(releaseFixture.author, "nginx");
    const app = await containers(releaseFixture.author, "app");
    const commit = releaseFixture.site.commit("A post", {
      "app/posts/2026-11-20-seen.md": post("Seen under load"),
      "app/static/style.css": `${releaseFixture.author.git("show", "HEAD:app/static/style.css")}\n/* another */\n`,
    });
    const { result: push, report } = await underLoad(releaseFixture.site.url, amounts.test, () =>
      releaseFixture.author.push(),
    );
    expect(push).toMatchObject({ status: 0 });
    for (const step of ["rendering the content", "switching the content", "asking the page"])
      expect(push.output).toMatch(new RegExp(`\\[ *\\d+ s\\] ${step}`));
    expect(push.output).not.toMatch(/building|starting beside|reloading/);
    expect(await containers(releaseFixture.author, "app")).toEqual(app);
    expect(push.output).toContain(`live: ${releaseFixture.site.url}  release ${commit.slice(0, 12)}`);
    expect(reasons(report)).toEqual({});
    expect(report.sent).toBeGreaterThanOrEqual(amounts.test.atLeast);
    expect(Object.keys(report.seen).sort()).toEqual([before, commit].sort());
    expect(report.seen[before]?.last).toBeLessThan(push.ended + 2000);
    expect(await page()).toContain("Seen under load");
    // A page that a reader opened before names the old file.
    expect(styleOf(await page())).not.toBe(oldStyle);
    expect((await fetch(new URL(oldStyle, releaseFixture.site.url))).status).toBe(200);
    await expectWhole(releaseFixture.author, commit);
    expect(await containers(releaseFixture.author, "nginx")).toEqual(nginx);
  });

  it("a rollback takes seconds and no request, and the fix is a fast-forward", async () => {
    const bad = releaseFixture.author.main();
    const good = releaseFixture.author.git("rev-parse", `${bad}~1`);
    const begun = Date.now();
    const { result: back, report } = await underLoad(releaseFixture.site.url, amounts.test, () =>
      releaseFixture.author.ask("rollback"),
    );
    expect(back).toMatchObject({ status: 0 });
    expect(back.output).not.toContain("building");
    expect(reasons(report)).toEqual({});
    expect(report.seen[bad]?.last).toBeLessThan(report.ended);
    await expectWhole(releaseFixture.author, good);
    expect(Date.now() - begun).toBeLessThan(180_000);
    expect((await releaseFixture.author.ask("releases")).output).toMatch(
      new RegExp(`\\* ${good.slice(0, 12)} .* rollback `),
    );
    // The author still has the bad commit: the fix follows it, and no force is needed.
    const fix = releaseFixture.site.commit("The fix", { "app/posts/2026-11-20-seen.md": post("Seen and right") });
    expect(await releaseFixture.author.push()).toMatchObject({ status: 0 });
    await expectWhole(releaseFixture.author, fix);
  });
});

describe("the app's code", () => {
  it("is new containers, one after the other, and no request fails", async () => {
    const before = releaseFixture.author.main();
    const code = releaseFixture.author.git("show", "HEAD:app/blog/headers.py");
    const commit = releaseFixture.site.commit("Code", { "app/blog/headers.py": `${code}\n# Changed.\n` });
    const { result: push, report } = await underLoad(releaseFixture.site.url, amounts.test, () =>
      releaseFixture.author.push(),
    );
    expect(push).toMatchObject({ status: 0 });
    for (const step of ["building app", "rendering the content", "starting beside the old site", "asking the page"])
      expect(push.output).toMatch(new RegExp(`\\[ *\\d+ s\\] ${step}`));
    expect(reasons(report)).toEqual({});
    expect(Object.keys(report.seen).sort()).toEqual([before, commit].sort());
    await expectWhole(releaseFixture.author, commit);
  });
});

describe("content", () => {
  it("with a mistake is refused with file and line, and nothing has changed", async () => {
    const live = releaseFixture.author.main();
    releaseFixture.site.commit("Wrong", { "app/posts/2026-11-21-wrong.md": post("Wrong").replace("2026-11-20", "x") });
    const push = await releaseFixture.author.push();
    expect(push.status).not.toBe(0);
    expect(push.output).toContain("REFUSED: FH-RENDER-FAILED: the content could not be rendered (see above)");
    expect(push.output).toMatch(/posts\/2026-11-21-wrong\.md:\d+/);
    await expectWhole(releaseFixture.author, live);
    releaseFixture.author.back();
  });

  it("that is no file is not served: the renderer is the author's code", async () => {
    const live = releaseFixture.author.main();
    const main = releaseFixture.author.git("show", "HEAD:app/rendering/__main__.py");
    const link = 'import os, sys\nos.symlink("/etc/passwd", sys.argv[1] + "/site/passwd")\n';
    const look =
      'print("interfaces", [line.split(":")[0].strip() for line in open("/proc/net/dev") if ":" in line], os.getuid())\n';
    releaseFixture.site.commit("A link", { "app/rendering/__main__.py": `${main}\n${link}${look}` });
    const push = await releaseFixture.author.push();
    expect(push.output).toContain("'site/passwd' is neither a file nor a folder");
    expect(push.output).toContain("interfaces ['lo'] 10001");
    await expectWhole(releaseFixture.author, live);
    expect(
      (await releaseFixture.site.inServer("ls -d /var/lib/freehold/render.*; docker ps -aq -f name=freehold-render"))
        .output,
    ).toMatch(/No such file/);
    releaseFixture.author.back();
  });

  it("of a moment that has passed is rendered by the watchdog", async () => {
    const { author, site } = releaseFixture;
    const live = author.main();
    const folder = (await site.inServer("readlink /var/lib/freehold/content/live")).output.trim();
    await site.inServer(
      `cd /var/lib/freehold/content/${folder} && python3 -c 'import json; print(json.dumps({**json.load(open("release.json")), "next": "2026-01-01T00:00:00Z"}))' >/tmp/r && mv /tmp/r release.json`,
    );
    const log = await site.inServer("systemctl start freehold-watch; journalctl -q -u freehold-watch -n 5 -o cat");
    expect(log.output).toContain("FH-CONTENT-DUE");
    expect((await site.inServer("readlink /var/lib/freehold/content/live")).output.trim()).not.toBe(folder);
    await expectWhole(author, live);
  });

  it("that somebody has removed is rendered by the watchdog", async () => {
    const { author, site } = releaseFixture;
    await site.inServer("rm -r /var/lib/freehold/content/*-*");
    const log = await site.inServer("systemctl start freehold-watch; journalctl -q -u freehold-watch -n 5 -o cat");
    expect(log.output).toContain("FH-CONTENT-LOST");
    await expectWhole(author, author.main());
  });
});

describe("only what changed", () => {
  it("a commit that touches neither app nor nginx touches no container", async () => {
    const before = [await containers(releaseFixture.author, "app"), await containers(releaseFixture.author, "nginx")];
    const commit = releaseFixture.site.commit("Words", { "README.md": "# Changed\n" });
    expect(await releaseFixture.author.push()).toMatchObject({ status: 0 });
    await expectWhole(releaseFixture.author, commit);
    expect([await containers(releaseFixture.author, "app"), await containers(releaseFixture.author, "nginx")]).toEqual(
      before,
    );
  });

  it("nginx's configuration is a reload, and a rollback restores it", async () => {
    const before = [await containers(releaseFixture.author, "app"), await containers(releaseFixture.author, "nginx")];
    // Of the app: what nginx serves from the content has headers of its own.
    const marked = async () => (await fetch(`${releaseFixture.site.url}/healthz`)).headers.get("x-test");
    const conf = releaseFixture.author.git("show", "HEAD:nginx/conf/site.inc");
    const reload = releaseFixture.site.commit("A header", {
      "nginx/conf/site.inc": `${conf}\nadd_header X-Test "seen" always;\n`,
    });
    const push = await releaseFixture.author.push();
    expect(push).toMatchObject({ status: 0 });
    expect(push.output).toContain("reloading nginx");
    expect(await marked()).toBe("seen");
    await expectWhole(releaseFixture.author, reload);
    expect(await releaseFixture.author.ask("rollback")).toMatchObject({ status: 0 });
    expect(await marked()).toBe(null);
    expect([await containers(releaseFixture.author, "app"), await containers(releaseFixture.author, "nginx")]).toEqual(
      before,
    );
    releaseFixture.author.back();
  });
});

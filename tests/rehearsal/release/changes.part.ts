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
    const before = releaseFixture.author.app(releaseFixture.author.main());
    const oldStyle = styleOf(await page());
    const nginx = await containers(releaseFixture.author, "nginx");
    const commit = releaseFixture.site.commit("A post", {
      "app/posts/2026-11-20-seen.md": post("Seen under load"),
      "app/static/style.css": `${releaseFixture.author.git("show", "HEAD:app/static/style.css")}\n/* another */\n`,
    });
    const { result: push, report } = await underLoad(releaseFixture.site.url, amounts.test, () =>
      releaseFixture.author.push(),
    );
    expect(push).toMatchObject({ status: 0 });
    for (const step of ["building app", "starting beside the old site", "asking the page"])
      expect(push.output).toMatch(new RegExp(`\\[ *\\d+ s\\] ${step}`));
    expect(push.output).toContain(`live: ${releaseFixture.site.url}  release ${commit.slice(0, 12)}`);
    expect(reasons(report)).toEqual({});
    expect(report.sent).toBeGreaterThanOrEqual(amounts.test.atLeast);
    expect(Object.keys(report.seen).sort()).toEqual([before, releaseFixture.author.app(commit)].sort());
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
    expect(report.seen[releaseFixture.author.app(bad)]?.last).toBeLessThan(report.ended);
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
    const marked = async () => (await fetch(releaseFixture.site.url)).headers.get("x-test");
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

import { describe, expect, it } from "vitest";
import { post } from "../../support/release/author";
import { containers, expectWhole } from "../../support/release/whole";
import { releaseFixture } from "./fixture";

const picture = '<svg xmlns="http://www.w3.org/2000/svg" width="8" height="4"><rect width="8" height="4"/></svg>\n';
const get = async (path: string) => fetch(new URL(path, releaseFixture.site.url));
const status = async (path: string) => (await get(path)).status;
/** Every place that lists posts, as readers get it. */
const lists = ["/", "/archive", "/feed.xml", "/sitemap.xml", "/tags/test", "/search?q=secret"];
const listing = async () => {
  const texts = await Promise.all(lists.map(async (path) => (await get(path)).text()));
  return lists.filter((_, i) => (texts[i] as string).includes("/posts/secret"));
};
const inServer = async (command: string) => (await releaseFixture.site.inServer(command)).output.trim();

/** Runs after the parts that need earlier releases: a rollback goes nowhere behind it. */
describe("a post that is unpublished", () => {
  it("is gone from page, lists, pictures, caches and kept releases, and nothing but it", async () => {
    const { author, site } = releaseFixture;
    author.back();
    const before = site.commit("Something else", { "README.md": "# Other\n" });
    const text = (title: string, words: string) =>
      post(title).replace("Hello.", `${words}\n\n![A box](${title}.svg)\n\n![Shared](shared.svg)`);
    const both = site.commit("Two posts", {
      "app/posts/secret.md": text("secret", "The secret."),
      "app/posts/secret.svg": picture.replace("rect", 'rect fill="red"'),
      "app/posts/open.md": text("open", "Nothing to hide."),
      "app/posts/open.svg": picture.replace("rect", 'rect fill="blue"'),
      "app/posts/shared.svg": picture,
    });
    expect(await author.push()).toMatchObject({ status: 0 });
    const page = await (await get("/posts/secret")).text();
    const [own, shared] = ["secret", "shared"].map(
      (name) => new RegExp(`/static/posts/${name}\\.[0-9a-f]{10}\\.svg`).exec(page)?.[0] ?? "none",
    );
    expect([await status(own as string), await status(shared as string)]).toEqual([200, 200]);
    expect(await listing()).toEqual(["/", "/archive", "/feed.xml", "/sitemap.xml", "/tags/test", "/search?q=secret"]);
    const nginx = await containers(author, "nginx");

    const answer = await author.ask("unpublish", "secret", "--json");
    expect(answer.status, answer.output).toBe(0);
    const commit = author.main();
    author.git("fetch", "--quiet", author.remote, "main");
    expect(JSON.parse(answer.output.trim().split("\n").at(-1) as string)).toMatchObject({
      result: "live",
      live: commit,
      main: commit,
    });
    expect([await status("/posts/secret"), await status(own as string)]).toEqual([404, 404]);
    expect([await status("/posts/open"), await status(shared as string)]).toEqual([200, 200]);
    expect(await listing()).toEqual([]);
    await expectWhole(author, commit);
    // No reader waited for a new nginx.
    expect(await containers(author, "nginx")).toEqual(nginx);
    expect(await inServer("ls /var/lib/freehold/releases")).toBe(commit);
    expect(await inServer("docker image ls -q --filter reference='freehold.invalid/app' | wc -l")).toBe("1");

    expect(author.git("diff", "--name-status", both, "FETCH_HEAD")).toBe(
      "D\tapp/posts/secret.md\nD\tapp/posts/secret.svg",
    );
    for (const [word, code] of [
      ["", "FH-ROLLBACK-NONE"],
      [both, "FH-ROLLBACK-UNPUBLISHED"],
      [before, "FH-ROLLBACK-UNKNOWN"],
    ] as const)
      expect(await author.ask("rollback", ...(word ? [word] : []))).toMatchObject({
        status: 1,
        output: expect.stringContaining(code),
      });
    // Whoever still has it cannot push it without having seen that it is gone.
    expect(await author.push([`${both}:main`])).toMatchObject({ status: 1 });
    await expectWhole(author, commit);
    author.back();
  });

  it("what is no post of this site is refused, and nothing changes", async () => {
    const { author } = releaseFixture;
    const live = author.main();
    for (const [words, status, text] of [
      [["unpublish", "no-such-post"], 1, "FH-UNPUBLISH-UNKNOWN"],
      [["unpublish", "secret"], 1, "FH-UNPUBLISH-UNKNOWN"],
      [["unpublish", "../../etc/passwd"], 2, "FH-SSH-COMMAND"],
      [["unpublish", "open", "secret"], 2, "FH-SSH-COMMAND"],
      [["unpublish"], 2, "FH-SSH-COMMAND"],
    ] as const)
      expect(await author.ask(...words)).toMatchObject({ status, output: expect.stringContaining(text) });
    await expectWhole(author, live);
  });

  it("one that another post links to stays until the link is gone; then only the earlier releases are left to do", async () => {
    const { author, site } = releaseFixture;
    site.commit("A link", { "app/posts/linking.md": post("Linking").replace("Hello.", "See [it](/posts/open).") });
    expect(await author.push()).toMatchObject({ status: 0 });
    const live = author.main();
    const refused = await author.ask("unpublish", "open");
    expect(refused.status).toBe(1);
    expect(refused.output).toMatch(/linking\.md.*open/);
    await expectWhole(author, live);
    author.git("rm", "--quiet", "app/posts/open.md");
    const without = site.commit("No link", { "app/posts/linking.md": post("Linking") });
    expect(await author.push()).toMatchObject({ status: 0 });
    expect(await author.ask("unpublish", "open")).toMatchObject({ status: 0 });
    await expectWhole(author, without);
    expect(await inServer("ls /var/lib/freehold/releases")).toBe(without);
    expect(await author.ask("rollback", live)).toMatchObject({
      status: 1,
      output: expect.stringContaining("FH-ROLLBACK-UNPUBLISHED"),
    });
  });

  it("the how-to takes its text out of the server's git, too", async () => {
    const { author, site } = releaseFixture;
    author.back();
    const blob = author
      .git("log", "--all", "--format=", "--raw", "--diff-filter=A", "--abbrev=40", "--", "app/posts/open.md")
      .split(" ")[3] as string;
    const has = async () =>
      (await site.inServer(`runuser -u author -- git -C /srv/freehold/blog.git cat-file -e ${blob}`)).status === 0;
    expect(await has()).toBe(true);
    // In the place of git-filter-repo: a history of one commit.
    const rewritten = author.git("commit-tree", "-m", "Rewritten", "HEAD^{tree}");
    expect(await author.push(["--force", `${rewritten}:main`])).toMatchObject({ status: 1 });
    const allow = "sudo -u author git -C /srv/freehold/blog.git config receive.denyNonFastForwards false";
    expect(await site.ssh("operator", allow)).toMatchObject({ status: 0 });
    expect(await author.push(["--force", `${rewritten}:main`])).toMatchObject({ status: 0 });
    expect(await author.ask("unpublish", "open")).toMatchObject({ status: 0 });
    expect(await site.ssh("operator", "sudo systemctl start freehold-tidy")).toMatchObject({ status: 0 });
    expect(await has()).toBe(false);
    await expectWhole(author, rewritten);
  });
});

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { post } from "../../support/release/author";
import { expectWhole } from "../../support/release/whole";
import { releaseFixture } from "./fixture";

let before: string;

/** Pushes, drops what was refused, and sees that the site did not move. */
async function refused(args: readonly string[], words: string): Promise<void> {
  const push = await releaseFixture.author.push(args);
  releaseFixture.author.back(before);
  expect(push.status).toBe(1);
  // git widens the column by the length that it abbreviates commits to, which grows with the repository.
  expect(push.output.replace(/\] +/g, "] ")).toContain(words);
  await expectWhole(releaseFixture.author, before);
}

describe("other pushes", () => {
  // Inside: at the top of the file it would run before the other files' tests, which move main.
  beforeAll(() => {
    before = releaseFixture.author.main();
  });

  it("another branch stays with the author, who is told how to publish it", async () => {
    releaseFixture.site.commit("Draft", { "app/posts/draft.md": post("Draft") });
    await refused(["HEAD:draft"], "To publish what it has: git push server draft:main");
  });

  it("a tag stays with the author", () =>
    refused(["HEAD:refs/tags/v1"], "FH-PUSH-TAG: this server takes no tags: v1 stays with you."));

  it.each([
    ["notes", "refs/notes/commits"],
    ["replacements", "refs/replace/0000000000000000000000000000000000000001"],
    ["the server's own refs", "refs/freehold/kept/x"],
    ["a name that looks like an option", "refs/heads/--upload-pack=x"],
    ["main in capitals", "refs/heads/MAIN"],
    ["a name below main", "refs/heads/main/x"],
  ])("%s are not taken", (_name, ref) => refused([`HEAD:${ref}`], "[remote rejected]"));

  it.each([
    ["a tree", "HEAD^{tree}"],
    ["a file", "HEAD:README.md"],
    ["an earlier commit", "HEAD~1"],
  ])("main is no name for %s", (_name, object) => refused([`+${object}:refs/heads/main`], "rejected]"));

  it("main cannot become a history of its own", async () => {
    const orphan = releaseFixture.author.git("commit-tree", "HEAD^{tree}", "-m", "Orphan");
    await refused([`+${orphan}:refs/heads/main`], "[remote rejected] ");
  });

  it("a tree with an entry .GIT is not taken", async () => {
    const blob = releaseFixture.author.git("hash-object", "-w", "README.md");
    const rows = `${releaseFixture.author.git("ls-tree", "HEAD")}\n100644 blob ${blob}\t.GIT\n`;
    const commit = releaseFixture.author.git(
      "commit-tree",
      releaseFixture.author.mktree(rows),
      "-p",
      "HEAD",
      "-m",
      "dot git",
    );
    await refused([`${commit}:refs/heads/main`], "hasDotgit");
  });

  it("main cannot be deleted", () => refused([":main"], "deletion prohibited"));

  it("main cannot be rewritten, even by force", async () => {
    releaseFixture.author.git("reset", "--quiet", "--hard", "HEAD~1");
    releaseFixture.site.commit("Another past", { "README.md": "# Other\n" });
    await refused(["HEAD:main"], "[rejected]");
    releaseFixture.author.git("reset", "--quiet", "--hard", "HEAD~1");
    releaseFixture.site.commit("Another past", { "README.md": "# Other\n" });
    await refused(["--force", "HEAD:main"], "[remote rejected] HEAD -> main (non-fast-forward)");
  });

  it("main and another branch in one push: main goes, the other does not", async () => {
    const commit = releaseFixture.site.commit("Both", { "README.md": "# Both\n" });
    const push = await releaseFixture.author.push(["HEAD:main", "HEAD:draft"]);
    expect(push.status).toBe(1);
    expect(push.output).toMatch(/\[remote rejected\] +HEAD -> draft \(hook declined\)/);
    await expectWhole(releaseFixture.author, commit);
    before = commit;
  });

  it("nothing new is no release", async () => {
    const push = await releaseFixture.author.push();
    expect(push).toMatchObject({ status: 0 });
    expect(push.output).toBe("Everything up-to-date\n");
  });

  it("a commit without app/", async () => {
    releaseFixture.author.git("rm", "-rq", "app");
    releaseFixture.author.git("commit", "--quiet", "-m", "No app");
    await refused(["HEAD:main"], "app/Dockerfile is missing: it must be a plain file");
  });

  it("a submodule in app/", async () => {
    releaseFixture.author.commitEntry("160000", before, "app/theme");
    await refused(["HEAD:main"], "'app/theme' is a submodule: the server does not fetch them");
  });

  it("a symbolic link out of app/", async () => {
    writeFileSync(join(releaseFixture.site.folder, "target"), "../../etc/shadow");
    releaseFixture.author.commitEntry(
      "120000",
      releaseFixture.author.git("hash-object", "-w", "target"),
      "app/static/shadow",
    );
    await refused(["HEAD:main"], "'app/static/shadow' is a symbolic link out of app/ (to '../../etc/shadow')");
  });

  it("a file whose name has a line's end", async () => {
    releaseFixture.site.commit("A name of two lines", { "app/static/two\nlines.csv": "1\n" });
    await refused(["HEAD:main"], "FH-RENDER-OUTPUT: what rendering/ wrote cannot be served: 'site/static/two\\nlines");
  });

  it("file names with spaces, quotes and emoji are only names", async () => {
    const names = ["a b", "it's", 'say "hi"', "$(id)", "-rf", "🔭"];
    const files = Object.fromEntries(names.map((name) => [`app/static/${name}.csv`, `${name}\n`]));
    const commit = releaseFixture.site.commit("Names", files);
    const push = await releaseFixture.author.push();
    expect(push).toMatchObject({ status: 0 });
    await expectWhole(releaseFixture.author, commit);
    expect((await fetch(`${releaseFixture.site.url}/static/${encodeURIComponent("🔭")}.csv`)).status).toBe(200);
    before = commit;
  });
});

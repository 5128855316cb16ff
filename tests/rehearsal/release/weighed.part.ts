import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { deltaBomb, pushPack } from "../../support/attack/delta-bomb";
import { amounts, reasons, underLoad } from "../../support/load/under-load";
import { expectWhole } from "../../support/release/whole";
import { releaseFixture } from "./fixture";

/** Bytes that the machine has for nothing else: what is read whole by mistake takes the site with it. */
const huge = 400_000_000;
const git = (...args: string[]) => releaseFixture.author.git(...args);

/** An object of `size` bytes, written by git itself: no checkout holds it. */
function object(type: string, size: number, text = "#"): string {
  const args = ["-C", releaseFixture.site.folder, "hash-object", "-t", type, "--literally", "-w", "--stdin"];
  const { stdout } = spawnSync("git", args, { input: Buffer.alloc(size, text), encoding: "utf8" });
  return stdout.trim();
}

/** A commit with ten to the power of twelve files, of a dozen objects. Never checked out: its id is what is pushed. */
function treeBomb(): string {
  const mktree = (rows: string) => releaseFixture.author.mktree(rows);
  let tree = git("rev-parse", "HEAD:docs");
  for (let level = 0; level < 12; level++)
    tree = mktree(Array.from({ length: 10 }, (_, i) => `040000 tree ${tree}\td${i}\n`).join(""));
  return git("commit-tree", mktree(`${git("ls-tree", "HEAD")}\n040000 tree ${tree}\tzz\n`), "-p", "HEAD", "-m", "Bomb");
}

function longMessage(): undefined {
  writeFileSync(join(releaseFixture.site.folder, ".git/message"), Buffer.alloc(20_000_000, "long "));
  git("commit", "--quiet", "--allow-empty", "-F", ".git/message");
}

/** What is pushed (HEAD where no commit is named), and the code of the refusal. */
const bombs: [string, () => string | undefined, string][] = [
  [
    "a compose.yaml of 400 MB",
    () => releaseFixture.author.commitEntry("100644", object("blob", huge), "compose.yaml"),
    "FH-TREE-SIZE",
  ],
  [
    "a Dockerfile of 400 MB",
    () => releaseFixture.author.commitEntry("100644", object("blob", huge), "app/Dockerfile"),
    "FH-TREE-SIZE",
  ],
  [
    "a link of 400 MB",
    () => releaseFixture.author.commitEntry("120000", object("blob", huge), "app/static/link"),
    "FH-TREE-SIZE",
  ],
  [
    "a configuration of 400 MB",
    () => releaseFixture.author.commitEntry("100644", object("blob", huge), "nginx/conf/x.conf"),
    "FH-TREE-SIZE",
  ],
  ["a commit message of 20 MB", longMessage, "FH-COMMIT-SIZE"],
  ["a tree that names itself a billion times", treeBomb, "FH-TREE-ENTRIES"],
];

describe("what is pushed is weighed before it is read", () => {
  let before: string;
  beforeAll(() => {
    before = releaseFixture.author.main();
  });

  it("refuses each bomb by name, and no reader notices", async () => {
    const seen: Record<string, string> = {};
    const { report } = await underLoad(releaseFixture.site.url, { ...amounts.test, atLeast: 300 }, async () => {
      for (const [name, make, code] of bombs) {
        const push = await releaseFixture.author.push([`${make() ?? "HEAD"}:main`]);
        seen[name] = push.status === 1 && push.output.includes(`${code}: `) ? code : push.output;
        git("reset", "--quiet", "--hard", before);
      }
    });
    expect(seen).toEqual(Object.fromEntries(bombs.map(([name, , code]) => [name, code])));
    expect(reasons(report)).toEqual({});
    await expectWhole(releaseFixture.author, before);
  });

  it("a pack of 15 kB that unpacks to 2 GB ends git's process alone", async () => {
    const config = join(releaseFixture.site.folder, `.freehold/${releaseFixture.site.stack}/ssh_config`);
    const ssh = ["ssh", "-F", config, "-o", "BatchMode=yes", `freehold-${releaseFixture.site.stack}`];
    const { result: answer, report } = await underLoad(releaseFixture.site.url, { ...amounts.test, atLeast: 300 }, () =>
      pushPack(ssh, releaseFixture.author.env, before, deltaBomb(2e9)),
    );
    expect(answer).toContain("ng refs/heads/bomb unpacker error");
    expect(answer).toContain("FH-PUSH-MEMORY: ");
    expect(reasons(report)).toEqual({});
    await expectWhole(releaseFixture.author, before);
  });

  it("and nothing of it stays: neither in the repository nor beside it", async () => {
    const size = async () =>
      Number((await releaseFixture.site.inServer("du -sk /srv/freehold/blog.git | cut -f 1")).output);
    const live = Number(git("count-objects", "-v").match(/size-pack: (\d+)/)?.[1]);
    expect(await size()).toBeLessThan(2 * live + 1000);
    const left = await releaseFixture.site.inServer(
      "ls -d /var/lib/freehold/releases/*.new /var/lib/freehold/build.* 2>/dev/null",
    );
    expect(left.output).toBe("");
  });
});

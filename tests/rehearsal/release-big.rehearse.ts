import { createHash } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { nextPushWorks } from "../support/release/fault";
import { expectWhole } from "../support/release/whole";
import { releaseFixture } from "./release/fixture";

beforeAll(() => releaseFixture.start("big"));
afterAll(() => releaseFixture.site.remove());

/** Bytes that nothing can pack smaller, the same at every call. */
function noise(megabytes: number): Buffer {
  const all = Buffer.alloc(megabytes * 1024 * 1024);
  let block = createHash("sha512").update("noise").digest();
  for (let at = 0; at < all.length; at += block.length) {
    block.copy(all, at);
    block = createHash("sha512").update(block).digest();
  }
  return all;
}

function commitBig(path: string, megabytes: number): string {
  writeFileSync(join(releaseFixture.site.folder, path), noise(megabytes));
  releaseFixture.author.git("add", path);
  releaseFixture.author.git("commit", "--quiet", "-m", `${megabytes} MB`);
  return releaseFixture.author.git("rev-parse", "HEAD");
}

describe("big pushes", () => {
  it("a figure of 100 MB is refused by the blog's own words, and the site goes on", async () => {
    const before = releaseFixture.author.main();
    commitBig("app/static/sky.png", 100);
    const push = await releaseFixture.author.push();
    releaseFixture.author.back(before);
    expect(push.status).toBe(1);
    expect(push.output).toContain("static/sky.png: is 104,857,600 bytes; a file that pages show may have 10,000,000");
    expect(push.output).toContain("REFUSED: FH-RENDER-FAILED: the content could not be rendered (see above)");
    await expectWhole(releaseFixture.author, before);
  });

  it("100 MB beside the blog are taken: they are in no image", async () => {
    const commit = commitBig("notes.bin", 100);
    expect(await releaseFixture.author.push()).toMatchObject({ status: 0 });
    await expectWhole(releaseFixture.author, commit);
  });

  it("more than 256 MB in one push are refused while they come", async () => {
    const before = releaseFixture.author.main();
    commitBig("more.bin", 270);
    const push = await releaseFixture.author.push();
    releaseFixture.author.back(before);
    expect(push.status).toBe(1);
    expect(push.output).toContain("exceeds maximum allowed size");
    await nextPushWorks(releaseFixture.author);
  });
});

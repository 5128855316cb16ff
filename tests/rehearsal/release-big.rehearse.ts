import { createHash } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { nextPushWorks } from "../support/release/fault";
import { expectWhole } from "../support/release/whole";
import { the } from "./release/the-site";

beforeAll(() => the.start("big"));
afterAll(() => the.site.remove());

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
  writeFileSync(join(the.site.folder, path), noise(megabytes));
  the.author.git("add", path);
  the.author.git("commit", "--quiet", "-m", `${megabytes} MB`);
  return the.author.git("rev-parse", "HEAD");
}

describe("big pushes", () => {
  it("a figure of 100 MB is refused by the blog's own words, and the site goes on", async () => {
    const before = the.author.main();
    commitBig("app/static/sky.png", 100);
    const push = await the.author.push();
    the.author.back(before);
    expect(push.status).toBe(1);
    expect(push.output).toContain("static/sky.png: is 104,857,600 bytes; a file that pages show may have 10,000,000");
    expect(push.output).toContain("REFUSED: the build of app failed (see above)");
    await expectWhole(the.author, before);
  });

  it("100 MB beside the blog are taken: they are in no image", async () => {
    const commit = commitBig("notes.bin", 100);
    expect(await the.author.push()).toMatchObject({ status: 0 });
    await expectWhole(the.author, commit);
  });

  it("more than 256 MB in one push are refused while they come", async () => {
    const before = the.author.main();
    commitBig("more.bin", 270);
    const push = await the.author.push();
    the.author.back(before);
    expect(push.status).toBe(1);
    expect(push.output).toContain("exceeds maximum allowed size");
    await nextPushWorks(the.author);
  });
});

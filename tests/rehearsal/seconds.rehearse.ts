import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { amounts, reasons, underLoad } from "../support/load/under-load";
import { idleMemory } from "../support/measure/memory";
import { Checkout } from "../support/rehearsal/checkout";
import { ask } from "../support/rehearsal/run";
import { Author, post } from "../support/release/author";
import { mixedPages } from "../support/release/mixed-pages";
import { publish } from "../support/release/seconds";
import { expectWhole } from "../support/release/whole";

/** How long readers and author wait: first with all the laptop's cores, then the same server with 1/8 of one and 768 MB. */
let site: Checkout;
let author: Author;
beforeAll(async () => {
  site = await Checkout.make("secs");
  const up = await site.up();
  if (up.status !== 0) throw new Error(up.output);
  author = new Author(site);
});
afterAll(() => site.remove());

const page = "app/posts/2026-11-20-seconds.md";
const code = () => ({ "app/blog/headers.py": `${author.git("show", "HEAD:app/blog/headers.py")}\n# ${Date.now()}\n` });
const limit = (...words: string[]) => ask("docker", ["update", ...words, "freehold-secs"]);

describe("on two cores", () => {
  it("content and code", async () => {
    for (const round of [1, 2, 3])
      await publish(author, `two cores, content ${round}`, { [page]: post(`Two ${round}`) });
    await publish(author, "two cores, code", code());
  });

  it("thirty pushes in a row: no request fails, no page is of two releases, and none is skipped", async () => {
    const pages = mixedPages(site.url);
    const { report } = await underLoad(site.url, amounts.rehearsal, async () => {
      for (let n = 1; n <= 30; n++) {
        const commit = site.commit(`Quick ${n}`, { [page]: post(`Title ${n}`) });
        pages.expect(commit, `Title ${n}`);
        expect((await author.push()).status).toBe(0);
      }
    });
    expect(await pages.end()).toEqual({ wrong: [], seen: 30 });
    expect(reasons(report)).toEqual({});
    expect((await site.inServer("ls /var/lib/freehold/content | grep -c -E '^[0-9a-f]{40}-'")).output.trim()).toBe("5");
    await expectWhole(author, author.git("rev-parse", "HEAD"));
  });

  it("content that fills the disk is refused, nothing of it is left, and the old site serves", async () => {
    // The rehearsal's disk is the laptop's: what counts as full is 300 MB below what is free, and is written for a second.
    const limits = "/usr/local/lib/freehold/release/limits.py";
    const free = Number((await site.inServer("df --output=avail -m /var/lib/docker | tail -n 1")).output);
    await site.inServer(`sed -i.before 's/^LEAST_DISK_MB = .*/LEAST_DISK_MB = ${free - 300}/' ${limits}`);
    const live = author.git("rev-parse", "HEAD");
    const main = author.git("show", "HEAD:app/rendering/__main__.py");
    const filler = `import sys, time\nwith open(sys.argv[1] + "/filler", "wb") as file:\n    for _ in range(900):\n        file.write(bytes(1 << 20))\ntime.sleep(60)\n`;
    const commit = site.commit("Too much", { "app/rendering/__main__.py": `${filler}${main}` });
    const push = await author.push();
    await site.inServer(`mv ${limits}.before ${limits}`);
    expect(push.output).toContain("REFUSED: FH-DISK-FULL: rendering left less than");
    const left = `ls -d /var/lib/freehold/render.work /var/lib/freehold/content/${commit}* 2>/dev/null; docker ps -aq -f name=freehold-render`;
    expect((await site.inServer(left)).output).toBe("");
    await expectWhole(author, live);
    author.back(live);
  });
});

describe("at true size", () => {
  it("content and code, under readers", async () => {
    console.log(`memory at idle: ${idleMemory("freehold-secs")} MB`);
    limit("--cpus", "0.125", "--memory", "768m", "--memory-swap", "768m");
    const { report } = await underLoad(site.url, { ...amounts.test, pauseMs: 1000, atMostSeconds: 600 }, async () => {
      for (const round of [1, 2, 3])
        await publish(author, `true size, content ${round}`, { [page]: post(`One ${round}`) });
      expect((await publish(author, "true size, code", code())).returned).toBeLessThan(300);
    });
    console.log(`true size: ${report.sent} requests, ${report.failed} failed`);
    expect(reasons(report)).toEqual({});
  });

  it("one of five hundred posts", async () => {
    limit("--cpus", "2");
    const many = Array.from({ length: 500 }, (_, n) => [`app/posts/2026-10-20-number-${n}.md`, post(`Number ${n}`)]);
    await publish(author, "500 posts, all new, two cores", Object.fromEntries(many));
    await publish(author, "500 posts, one changed, two cores", { [page]: post("One of many") });
    limit("--cpus", "0.125");
    for (const round of [1, 2])
      await publish(author, `500 posts, one changed, true size ${round}`, { [page]: post(`Of many ${round}`) });
  });
});

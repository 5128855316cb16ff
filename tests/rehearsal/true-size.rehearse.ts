import { afterAll, beforeAll, expect, it } from "vitest";
import { peakMemory } from "../support/measure/memory";
import { Checkout } from "../support/rehearsal/checkout";
import { ask, succeeded } from "../support/rehearsal/run";
import { Author, post } from "../support/release/author";
import { publish } from "../support/release/seconds";

/** Oracle's Micro as it is when busy: 1/8 of a core, and 1 GB less what Ubuntu's own services take. No swap. */
let site: Checkout;
beforeAll(async () => {
  site = await Checkout.make("size", { "freehold:cpuLimit": "0.125", "freehold:memoryGb": "0.75" });
});
afterAll(() => site.remove());

/** Asks for the page, one request after the other, until told to stop. */
function reader(url: string) {
  const seen = { asked: 0, failed: 0, slowestMs: 0 };
  let reading = true;
  const done = (async () => {
    while (reading) {
      const start = performance.now();
      const status = await fetch(url, { signal: AbortSignal.timeout(20_000) }).then(
        (response) => response.text().then(() => response.status),
        () => 0,
      );
      seen.asked += 1;
      if (status !== 200) seen.failed += 1;
      seen.slowestMs = Math.max(seen.slowestMs, Math.round(performance.now() - start));
    }
  })();
  return {
    async stop() {
      reading = false;
      await done;
      return seen;
    },
  };
}

it("the whole of `up` goes through, and then a release under load loses nothing", async () => {
  const start = Date.now();
  succeeded(await site.up());
  const limits = ask("docker", [
    "inspect",
    "--format",
    "{{.HostConfig.Memory}} {{.HostConfig.NanoCpus}}",
    "freehold-size",
  ]);
  expect(limits).toBe("805306368 125000000");
  console.log(`true size: up took ${Math.round((Date.now() - start) / 1000)} s`);

  const author = new Author(site);
  const load = reader(site.url);
  const { peak } = await peakMemory("freehold-size", async () => {
    for (const [name, files] of [
      ["content, the first", { "app/posts/small.md": post("Small") }],
      ["content", { "app/posts/small.md": post("Smaller") }],
      ["code", { "app/blog/headers.py": `${author.git("show", "HEAD:app/blog/headers.py")}\n# Changed.\n` }],
    ] as const)
      await publish(author, name, files);
  });
  const seen = await load.stop();
  console.log(`true size: ${peak} MB at most; ${JSON.stringify(seen)}`);
  expect(seen.failed).toBe(0);
  expect(await (await fetch(site.url)).text()).toContain("Smaller");
});

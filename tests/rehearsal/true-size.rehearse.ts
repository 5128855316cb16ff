import { afterAll, beforeAll, expect, it } from "vitest";
import { peakMemory } from "../support/measure/memory";
import { Checkout } from "../support/rehearsal/checkout";
import { ask, succeeded } from "../support/rehearsal/run";

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

  const post = "---\ntitle: Small\ndate: 2026-11-20\nsummary: A test.\ntags: [test]\n---\n\nHello.\n";
  site.commit("A post", { "app/posts/small.md": post });
  const load = reader(site.url);
  const pushed = Date.now();
  const { result: second, peak } = await peakMemory("freehold-size", () => site.up());
  const seen = await load.stop();
  console.log(
    `true size: release took ${Math.round((Date.now() - pushed) / 1000)} s, ${peak} MB at most; ${JSON.stringify(seen)}`,
  );
  succeeded(second);
  expect(seen.failed).toBe(0);
  expect(await (await fetch(site.url)).text()).toContain("Small");
});

import { afterAll, beforeAll, expect, it } from "vitest";
import { Checkout } from "../support/rehearsal/checkout";
import { ask } from "../support/rehearsal/run";
import { Author, post } from "../support/release/author";
import { publish } from "../support/release/seconds";

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

it("on two cores", async () => {
  for (const round of [1, 2, 3]) await publish(author, `two cores, content ${round}`, { [page]: post(`Two ${round}`) });
  await publish(author, "two cores, code", code());
});

it("at true size", async () => {
  ask("docker", ["update", "--cpus", "0.125", "--memory", "768m", "--memory-swap", "768m", "freehold-secs"]);
  for (const round of [1, 2, 3]) await publish(author, `true size, content ${round}`, { [page]: post(`One ${round}`) });
  const seconds = await publish(author, "true size, code", code());
  expect(seconds.returned).toBeLessThan(300);
});

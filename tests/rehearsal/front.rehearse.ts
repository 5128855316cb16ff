import { afterAll, beforeAll } from "vitest";
import { Checkout } from "../support/rehearsal/checkout";
import { succeeded } from "../support/rehearsal/run";
import { hostileTests } from "./front/hostile";
import { the } from "./front/the-front";

beforeAll(async () => {
  const site = await Checkout.make("front-long");
  succeeded(await site.up());
  the.start(site);
});
afterAll(async () => {
  await the.stop();
  await the.site.remove();
});

hostileTests(10_000);

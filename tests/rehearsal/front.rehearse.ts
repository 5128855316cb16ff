import { afterAll, beforeAll } from "vitest";
import { Checkout } from "../support/rehearsal/checkout";
import { succeeded } from "../support/rehearsal/run";
import { frontFixture } from "./front/fixture";
import { hostileTests } from "./front/hostile";

let site: Checkout | undefined;
beforeAll(async () => {
  site = await Checkout.make("front-long");
  succeeded(await site.up());
  frontFixture.start(site);
});
afterAll(async () => {
  await frontFixture.stop();
  await site?.remove();
});

hostileTests(10_000);

import { afterAll, beforeAll } from "vitest";
import { httpsFixture } from "./https/fixture";

// The CA is not there when the server boots.
beforeAll(() => httpsFixture.start("https-long", { withCa: false }));
afterAll(() => httpsFixture.remove());

// One server through all that may happen to a certificate, in this order.
await import("./https/failures.part");
await import("./https/renewal.part");
await import("./https/changes.part");

import { afterAll, beforeAll } from "vitest";
import { the } from "./https/the-site";

// The CA is not there when the server boots.
beforeAll(() => the.start("https-long", { withCa: false }));
afterAll(() => the.remove());

// One server through all that may happen to a certificate, in this order.
await import("./https/failures");
await import("./https/renewal");
await import("./https/changes");

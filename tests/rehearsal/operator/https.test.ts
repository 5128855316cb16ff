import { afterAll, beforeAll } from "vitest";
import { httpsFixture } from "../https/fixture";

beforeAll(() => httpsFixture.start("https"));
afterAll(() => httpsFixture.remove());

// One boot serves them all, in this order.
await import("../https/bare-address.part");
await import("../https/domain.part");

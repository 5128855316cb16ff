import { afterAll, beforeAll } from "vitest";
import { the } from "../https/the-site";

beforeAll(() => the.start("https"));
afterAll(() => the.remove());

// One boot serves them all, in this order.
await import("../https/bare-address");
await import("../https/domain");

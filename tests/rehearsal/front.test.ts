import { afterAll, beforeAll } from "vitest";
import { hostileTests } from "./front/hostile";
import { the } from "./front/the-front";

beforeAll(() => the.start());
afterAll(() => the.stop());

await import("./front/app-alone");
await import("./front/flood");
hostileTests(1000);

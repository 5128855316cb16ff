import { afterAll, beforeAll } from "vitest";
import { hostileTests } from "./front/hostile";
import { the } from "./front/the-front";

beforeAll(() => the.start("front-long"));
afterAll(() => the.stop());

hostileTests(10_000);

import { afterAll, beforeAll } from "vitest";
import { the } from "./server/the-server";

beforeAll(() => the.start());
afterAll(() => the.site.remove());

// One boot serves them all: each file is one side of the same server.
await import("./server/up");
await import("./server/first-boot");
await import("./server/who-gets-in");
await import("./server/limits");
await import("./server/link-local");
await import("./server/stack");
await import("./server/readers");
await import("./server/pages");
await import("./server/writing");

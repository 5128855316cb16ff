import { afterAll, beforeAll } from "vitest";
import { hostileTests } from "./front/hostile";
import { the as front } from "./front/the-front";
import { the } from "./server/the-server";

beforeAll(async () => {
  await the.start();
  front.start(the.site);
});
afterAll(async () => {
  await front.stop();
  await the.site.remove();
});

// One boot serves them all: each file is one side of the same server.
await import("./server/up");
await import("./server/first-boot");
await import("./server/who-gets-in");
await import("./server/ssh");
await import("./server/secrets");
await import("./server/limits");
await import("./server/isolation");
await import("./server/link-local");
await import("./server/stack");
await import("./server/readers");
await import("./server/pages");
await import("./front/app-alone");
await import("./front/flood");
hostileTests(1000);
await import("./server/writing");

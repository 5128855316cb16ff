import { afterAll, beforeAll } from "vitest";
import { frontFixture } from "./front/fixture";
import { hostileTests } from "./front/hostile";
import { serverFixture } from "./server/fixture";

beforeAll(async () => {
  await serverFixture.start();
  frontFixture.start(serverFixture.site);
});
afterAll(async () => {
  await frontFixture.stop();
  await serverFixture.site?.remove();
});

// One boot serves them all: each file is one side of the same server.
await import("./server/up.part");
await import("./server/first-boot.part");
await import("./server/who-gets-in.part");
await import("./server/ssh.part");
await import("./server/secrets.part");
await import("./server/limits.part");
await import("./server/isolation.part");
await import("./server/link-local.part");
await import("./server/stack.part");
await import("./server/readers.part");
await import("./server/pages.part");
await import("./front/app-alone.part");
await import("./front/flood.part");
hostileTests(1000);
await import("./server/writing.part");

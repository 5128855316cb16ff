import { afterAll, beforeAll } from "vitest";
import { the } from "./release/the-site";

beforeAll(() => the.start());
afterAll(() => the.site.remove());

// One boot serves them all; each file is one side of publishing.
await import("./release/changes");
await import("./release/refusals");
await import("./release/one-at-a-time");
await import("./release/hostile-author");
await import("./release/hostile-stacks");
await import("./release/other-pushes");
await import("./release/weighed");
await import("./release/build-sources");
await import("./release/terminals");
await import("./release/room");

import { afterAll, beforeAll } from "vitest";
import { releaseFixture } from "./release/fixture";

beforeAll(() => releaseFixture.start());
afterAll(() => releaseFixture.site.remove());

// One boot serves them all; each file is one side of publishing.
await import("./release/changes.part");
await import("./release/refusals.part");
await import("./release/one-at-a-time.part");
await import("./release/hostile-author.part");
await import("./release/hostile-stacks.part");
await import("./release/other-pushes.part");
await import("./release/weighed.part");
await import("./release/build-sources.part");
await import("./release/terminals.part");
await import("./release/room.part");
await import("./release/status.part");
await import("./release/unpublish.part");

import { beforeAll, describe, expect, it } from "vitest";
import { releaseFixture } from "./fixture";

beforeAll(() => releaseFixture.site.inServer("docker tag debian:trixie-slim someone/else:1"));

/** Runs late: more than five releases were made by then. */
describe("room", () => {
  it("the last five releases stay ready with their images; what was there before is nobody's to take", async () => {
    const live = await releaseFixture.site.inServer(`grep -c '"result": "live"' /var/lib/freehold/releases.jsonl`);
    expect(Number(live.output)).toBeGreaterThan(5);
    const kept = (await releaseFixture.site.inServer("ls /var/lib/freehold/releases")).output.trim().split("\n");
    expect(kept).toHaveLength(5);
    const needed = await releaseFixture.site.inServer(
      "cat /var/lib/freehold/releases/*/stack.json | grep -o 'freehold.invalid/[a-z]*:[0-9a-f]\\{40\\}' | sort -u",
    );
    const there = await releaseFixture.site.inServer("docker image ls --format '{{.Repository}}:{{.Tag}}' | sort");
    expect(there.output.split("\n")).toEqual(expect.arrayContaining(needed.output.trim().split("\n")));
    expect(there.output).toContain("someone/else:1");
    expect((await releaseFixture.site.inServer("ls -d /var/lib/freehold/build.* 2>/dev/null")).output).toBe("");
  });
});

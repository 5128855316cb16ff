import { describe, expect, it } from "vitest";
import { resourceCounts, unchanged } from "../../support/expected";
import { succeeded } from "../../support/rehearsal/run";
import { serverFixture } from "./fixture";

describe("pulumi up on a clean stack", () => {
  it("ends with the page of HEAD", async () => {
    succeeded(serverFixture.first);
    expect(await serverFixture.release()).toMatchObject({ release: serverFixture.site.git("rev-parse", "HEAD") });
    expect((await fetch(serverFixture.site.url)).status).toBe(200);
  });

  it("prints the address and the two lines for the author", () => {
    expect(serverFixture.first.output).toContain(`url              : "${serverFixture.site.url}"`);
    expect(serverFixture.first.output).toContain('"git remote add server freehold-test:blog"');
  });

  it("changes nothing when it runs again, nor does preview, nor refresh", async () => {
    for (const args of [["up", "--yes", "--skip-preview"], ["preview"], ["refresh", "--yes", "--skip-preview"]]) {
      const again = await serverFixture.site.pulumi(...args);
      succeeded(again);
      expect(again.output).toMatch(unchanged(resourceCounts.rehearsal));
    }
  });

  it("left every tracked file as it was", () => {
    expect(serverFixture.site.git("status", "--porcelain", "--untracked-files=no")).toBe("");
  });
});

import { describe, expect, it } from "vitest";
import { succeeded } from "../../support/rehearsal/run";
import { the } from "./the-server";

describe("pulumi up on a clean stack", () => {
  it("ends with the page of HEAD", async () => {
    succeeded(the.first);
    expect(await the.release()).toMatchObject({ release: the.site.git("rev-parse", "HEAD") });
    expect((await fetch(the.site.url)).status).toBe(200);
  });

  it("prints the address and the two lines for the author", () => {
    expect(the.first.output).toContain(`url              : "${the.site.url}"`);
    expect(the.first.output).toContain('"git remote add server freehold-test:blog"');
  });

  it("changes nothing when it runs again, nor does preview, nor refresh", async () => {
    for (const args of [["up", "--yes", "--skip-preview"], ["preview"], ["refresh", "--yes", "--skip-preview"]]) {
      const again = await the.site.pulumi(...args);
      succeeded(again);
      expect(again.output).toMatch(/Resources:\n\s+19 unchanged/);
    }
  });

  it("left every tracked file as it was", () => {
    expect(the.site.git("status", "--porcelain", "--untracked-files=no")).toBe("");
  });
});

import { chownSync, existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { LivedInCheckout } from "../../support/lived-in/checkout";
import { canMount } from "../../support/lived-in/home";
import { ask, succeeded } from "../../support/rehearsal/run";

/** One life of a server, in a home with everything that tests/support/lived-in/home.ts puts there. */
let site: LivedInCheckout;

describe.runIf(canMount())("in a lived-in home", () => {
  beforeAll(async () => {
    site = new LivedInCheckout("lived");
    await site.make();
  });
  afterAll(() => site.remove());

  it("another user's checkout is told by a sentence", async () => {
    chownSync(join(site.folder, ".state"), 1000, 1000);
    const up = await site.toolchain("up");
    chownSync(join(site.folder, ".state"), process.getuid?.() ?? 0, process.getgid?.() ?? 0);
    expect(up.status).toBe(1);
    expect(up.output).toContain("FH-STATE-OWNER: ");
  });

  it("a folder that Pulumi cannot name is told by a sentence", async () => {
    const folder = join(site.base, "100% mine");
    await site.clone(folder);
    const up = await site.toolchain("up", folder);
    expect(up.status).toBe(1);
    expect(up.output).toContain("FH-FOLDER-NAME: ");
  });

  it("up makes the server, by the engine of the chosen context, past an agent with 30 keys", async () => {
    const up = succeeded(await site.toolchain("up"));
    expect(up.output).toMatch(/the blog is at http:\/\/localhost:\d+\n/);
    const release = /release *: "([0-9a-f]{40})"/.exec(up.output)?.[1];
    expect(release).toBe((await site.git(["rev-parse", "HEAD"])).trim());
    const key = statSync(join(site.folder, ".freehold/lived/operator"));
    expect(key.mode & 0o777).toBe(0o600);
  });

  it("an author's push from a second worktree, past tags and hooks of the user's own", async () => {
    await site.obeyPrintedLines();
    const second = join(site.base, "second worktree");
    await site.git(["worktree", "add", "--quiet", "-b", "post", second]);
    await site.git(["commit", "--quiet", "--allow-empty", "--no-verify", "-m", "From a worktree"], second);
    await site.git(["tag", "-a", "v1", "-m", "v1"], second);
    await site.push(second);
    await site.git(["merge", "--quiet", "--ff-only", "post"]);
  });

  it("up again changes nothing but what was lost, with an agent that has ended", async () => {
    await site.agent.stop();
    expect(existsSync(site.agent.socket)).toBe(true);
    ask("docker", ["rm", "-f", "freehold-lived-edge"]);
    ask("docker", ["stop", "--time", "1", "freehold-lived-link-local"]);
    const up = succeeded(await site.toolchain("up"));
    expect(up.output).toContain("repair: the engine has lost the container freehold-lived-edge; refreshing the state");
    expect(up.output).toContain("repair: starting freehold-lived-link-local");
    expect(up.output).toMatch(/the blog is at http:\/\/localhost:\d+\n/);
  });

  it("a second clone is told whose server that is, and leaves it alone", async () => {
    const other = join(site.base, "other clone");
    await site.clone(other);
    const up = await site.toolchain("up", other);
    expect(up.status).toBe(1);
    expect(up.output).toContain("FH-SERVER-FOREIGN: ");
    expect(ask("docker", ["ps", "-q", "--filter", "label=freehold=lived"]).split("\n")).toHaveLength(3);
  });

  it("destroy takes all away", async () => {
    succeeded(await site.toolchain("destroy"));
    expect(ask("docker", ["ps", "-aq", "--filter", "label=freehold=lived"])).toBe("");
    expect(readdirSync(site.folder)).not.toContain(".freehold");
  });
});

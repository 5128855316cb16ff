import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { LivedInCheckout } from "../support/lived-in/checkout";
import { canMount } from "../support/lived-in/home";
import { ask, succeeded } from "../support/rehearsal/run";

/** A whole life of a server under the umasks that `npm test` (027) does not have, in the same home, with its agent of many keys. */
let site: LivedInCheckout;

describe.runIf(canMount()).each(["000", "077"])("under umask %s", (umask) => {
  beforeEach(async () => {
    site = new LivedInCheckout(`u${umask}`, umask);
    await site.make();
  });
  afterEach(() => site.remove());

  it("up, an author's push, up without a change, destroy", async () => {
    succeeded(await site.toolchain("up"));
    const folder = join(site.folder, ".freehold", site.stack);
    const modes = readdirSync(folder).map((name) => [name, statSync(join(folder, name)).mode & 0o777] as const);
    expect(modes.filter(([, mode]) => mode !== 0o600)).toEqual([]);
    await site.obeyPrintedLines();
    await site.git(["commit", "--quiet", "--allow-empty", "--no-verify", "-m", `Under ${umask}`]);
    await site.push(site.folder);
    // The first takes the commit over that the author pushed.
    succeeded(await site.toolchain("up"));
    const again = succeeded(await site.toolchain("up"));
    expect(again.output).not.toMatch(/updated|created|replaced/);
    await agentWouldFail();
    succeeded(await site.toolchain("destroy"));
    expect(ask("docker", ["ps", "-aq", "--filter", `label=freehold=${site.stack}`])).toBe("");
  });
});

/** The counter-check: where the agent is asked, its keys use up the server's tries before ours comes. */
async function agentWouldFail(): Promise<void> {
  const config = join(site.folder, ".freehold", site.stack, "ssh_config");
  const session = (...options: string[]) =>
    site.run("ssh", ["-F", config, ...options, "-o", "BatchMode=yes", `freehold-${site.stack}`, "--", "help"]);
  succeeded(await session());
  const asked = await session("-o", `IdentityAgent=${site.agent.socket}`, "-o", "IdentitiesOnly=no");
  expect(asked.status).toBe(255);
  expect(asked.output).toContain("Too many authentication failures");
}

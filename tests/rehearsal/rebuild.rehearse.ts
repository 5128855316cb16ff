import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Checkout } from "../support/rehearsal/checkout";
import { toolchain } from "../support/rehearsal/killed";
import { ask, succeeded } from "../support/rehearsal/run";
import { Author } from "../support/release/author";

/** The rehearsed server made anew; tests/engine/whole.rehearse.ts does the same at the played Oracle. */
let site: Checkout;
let machine: string;

const id = () => ask("docker", ["inspect", "--format", "{{.Id}}", "freehold-rebuild"]);
const live = async () => ((await (await fetch(`${site.url}/release.json`)).json()) as { release: string }).release;

beforeAll(async () => {
  site = await Checkout.make("rebuild");
  succeeded(await site.up());
  machine = id();
});
afterAll(() => site.remove());

describe("npm run rebuild", () => {
  it("makes another machine with the same site, also what only an author had pushed", async () => {
    const mine = site.git("rev-parse", "HEAD");
    const commit = site.commit("An author's words", { "README.md": "# Words\n" });
    succeeded(await new Author(site).push());
    site.git("reset", "--quiet", "--hard", mine);
    const rebuilt = succeeded(await toolchain(site, "rebuild"));
    expect(rebuilt.output).toContain(
      `fetched the server's main (${commit.slice(0, 12)}) to refs/freehold/rebuild/main`,
    );
    expect(id()).not.toBe(machine);
    expect(rebuilt.output).toContain(`its main (${commit.slice(0, 12)}) goes to the new one`);
    expect(await live()).toBe(commit);
    expect((await site.inServer("systemctl --failed --no-legend --plain")).output.trim()).toBe("");
  });
});

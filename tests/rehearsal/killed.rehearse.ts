import { afterAll, beforeAll, expect, it } from "vitest";
import { resourceCounts, unchanged } from "../support/expected";
import { Checkout } from "../support/rehearsal/checkout";
import { killAt, type Moment, toolchain } from "../support/rehearsal/killed";
import { ask, succeeded } from "../support/rehearsal/run";

/**
 * The engine is killed at every resource in turn: while it is being made or taken away, and when it has been. Each next run starts
 * from what the killed one left, so one boot serves for all.
 */
let site: Checkout;
/** The machine's disk is a nameless volume; left behind, it would be one that nothing uses. */
const unused = () => ask("docker", ["volume", "ls", "-q", "--filter", "dangling=true"]).split("\n");
let before: string[];
beforeAll(async () => {
  before = unused();
  site = await Checkout.make("killed");
});
afterAll(() => site.remove());

const resources = [
  "apply",
  "edge",
  "edge-image",
  "files",
  "host-key",
  "link-local",
  "link-local-image",
  "machine",
  "machine-image",
  "operator-key",
  "push",
  "rescue",
  "wire",
];

async function killUntilThrough(command: "up" | "destroy", moments: readonly Moment[]): Promise<Set<string>[]> {
  const met = moments.map(() => new Set<string>());
  for (let i = 0; ; i++) {
    const which = i % moments.length;
    const resource = await killAt(site, command, moments[which] as Moment);
    if (resource === undefined) return met;
    met[which]?.add(resource);
    succeeded(await toolchain(site, "repair"));
  }
}

const containers = () =>
  ask("docker", ["ps", "-a", "--filter", "label=freehold=killed", "--format", "{{.Names}}"])
    .split("\n")
    .filter(Boolean)
    .sort();

it("an `up` killed at every resource ends as an undisturbed one", async () => {
  const [creating] = await killUntilThrough("up", ["creating", "created"]);
  // Which ones, is chance where several are made at once; but it never is one that the program does not have.
  expect([...(creating ?? [])].filter((name) => !resources.includes(name))).toEqual([]);
  expect(creating?.size).toBeGreaterThanOrEqual(6);

  const last = await toolchain(site, "up");
  succeeded(last);
  expect(last.output).toMatch(unchanged(resourceCounts.rehearsal));
  expect(containers()).toEqual(["freehold-killed", "freehold-killed-edge", "freehold-killed-link-local"]);
  const served = (await (await fetch(`${site.url}/release.json`)).json()) as { release: string };
  expect(served.release).toBe(site.git("rev-parse", "HEAD"));
});

it("a `destroy` killed at every resource leaves nothing", async () => {
  await killUntilThrough("destroy", ["deleting", "deleted"]);
  succeeded(await toolchain(site, "destroy"));
  expect(containers()).toEqual([]);
  expect(ask("docker", ["network", "ls", "-q", "--filter", "label=freehold=killed"])).toBe("");
  expect(unused().filter((name) => !before.includes(name))).toEqual([]);
  expect(ask("find", [site.folder, "-maxdepth", "1", "-name", ".freehold"])).toBe("");
});

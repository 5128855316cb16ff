import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { type Config, World } from "./world";

let world: World;
beforeAll(async () => {
  world = await World.make();
});
afterEach(() => world.cloud.faults.reset());
afterAll(() => world.close());

describe("what would leave the free tier is refused before the first creating call", () => {
  test.each<[string, Config, RegExp]>([
    [
      "another region",
      { region: "eu-amsterdam-1" },
      /\(home-region\): asked eu-amsterdam-1; limit: .*which is eu-frankfurt-1/,
    ],
    ["more A1 than is free", { shape: "arm", ocpus: 2, memoryGb: 13 }, /\(arm-memory-sum\): asked 13 GB; limit: 12 GB/],
    [
      "a disk that the account's volumes leave no room for",
      { diskGb: 160 },
      /\(storage-sum\): asked 160 GB besides photos \(60 GB\)/,
    ],
  ])("%s", async (_, config, message) => {
    const photos = world.cloud.inventory.add("Volume", {
      compartmentId: world.cloud.account.tenancy,
      displayName: "photos",
      sizeInGBs: 60,
      lifecycleState: "AVAILABLE",
      freeformTags: {},
    });
    world.configure(config);
    const up = await world.up();
    world.cloud.inventory.remove(photos.id);
    expect(up.output).toMatch(message);
    expect(up.output).toMatch(/nothing was changed/);
    expect(up.output).not.toMatch(/\n\s+at /);
    expect(up.code).not.toBe(0);
    expect(world.writes()).toEqual([]);
  });
});

test("a volume in another compartment counts too", async () => {
  world.cloud.account.compartments = [{ id: "ocid1.compartment.oc1..family", name: "family" }];
  const videos = { compartmentId: "ocid1.compartment.oc1..family", displayName: "videos", sizeInGBs: 160 };
  world.cloud.inventory.add("Volume", { ...videos, lifecycleState: "AVAILABLE", freeformTags: {} });
  world.configure({});
  const up = await world.up();
  expect(up.output).toMatch(/\(storage-sum\): asked 50 GB besides videos \(160 GB\)/);
  expect(world.writes()).toEqual([]);
});

test("a compartment that may not be read warns, and the server is made", async () => {
  world.cloud.account.compartments = [{ id: "ocid1.compartment.oc1..closed", name: "closed" }];
  world.cloud.account.unreadable = ["ocid1.compartment.oc1..closed"];
  for (const volume of world.cloud.inventory.all("Volume")) world.cloud.inventory.remove(volume.id);
  world.configure({});
  const up = await world.up();
  expect(up.output).toContain("Compartment ocid1.compartment.oc1..closed may not be read");
  expect(up.code, up.output).toBe(0);
});

test("a server that ended outside is told with what to do, without a trace; refresh and up make another", async () => {
  const machine = world.cloud.inventory.all("Instance")[0];
  if (!machine) throw new Error("no machine");
  await world.cloud.endByHand(machine);
  const up = await world.up();
  expect(up.output).toContain("FH-SERVER-ENDED");
  expect(up.output).not.toMatch(/\n\s+at /);
  expect((await world.refresh()).code).toBe(0);
  const again = await world.up();
  expect(again.code, again.output).toBe(0);
  expect(world.cloud.inventory.all("Instance")).toHaveLength(1);
});

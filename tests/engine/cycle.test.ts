import { afterAll, beforeAll, expect, test } from "vitest";
import { resourceCounts, unchanged } from "../support/expected";
import { undisturbed } from "./expected";
import { World } from "./world";

let world: World;
beforeAll(async () => {
  world = await World.make();
});
afterAll(() => world.close());

test("up makes the server and its network, and nothing else", async () => {
  const up = await world.up();
  expect(up.output).toMatch(/url +: "http:\/\/203\.0\.113\.\d+"/);
  expect(up.code).toBe(0);
  expect(world.shape()).toEqual(undisturbed);
  const tagged = world.cloud.inventory.all().filter((t) => t.props["freeformTags"]?.freehold === "test");
  expect(tagged.map((t) => t.kind).sort()).toEqual([
    "Instance",
    "InternetGateway",
    "PrivateIp",
    "PublicIp",
    "RouteTable",
    "SecurityList",
    "Subnet",
    "Vcn",
    "Vnic",
  ]);
});

test("the machine is where Micros are, with the newest image, and its metadata service is the new one only", async () => {
  const machine = world.cloud.inventory.all("Instance")[0]?.props;
  expect(machine).toMatchObject({
    availabilityDomain: "Uocm:EU-FRANKFURT-1-AD-2",
    shape: "VM.Standard.E2.1.Micro",
    sourceDetails: { imageId: "ocid1.image.oc1.fake.noble-x86-2", bootVolumeSizeInGBs: 50 },
    instanceOptions: { areLegacyImdsEndpointsDisabled: true },
    availabilityConfig: { recoveryAction: "RESTORE_INSTANCE" },
    metadata: { user_data: "I2Nsb3VkLWNvbmZpZwo=", ssh_authorized_keys: "ssh-ed25519 AAAA operator" },
  });
});

test("up again changes nothing, and preview and refresh find nothing to do", async () => {
  world.cloud.faults.reset();
  const again = await world.up();
  expect(again.output).toMatch(unchanged(resourceCounts.oracle));
  expect(world.writes()).toEqual([]);
  const preview = await world.run(["preview", "--expect-no-changes"]);
  expect(preview.code).toBe(0);
  const refresh = await world.run(["refresh", "--yes", "--skip-preview", "--expect-no-changes"]);
  expect(refresh.code).toBe(0);
});

test("what somebody changed by hand is put back", async () => {
  const rules = world.cloud.inventory.all("SecurityList")[0];
  if (!rules) throw new Error("no security list");
  world.cloud.inventory.change(rules.id, { ingressSecurityRules: [] });
  await world.refresh();
  await world.up();
  const back = world.cloud.inventory.get(rules.id)?.props["ingressSecurityRules"] as { description: string }[];
  expect(back.map(({ description }) => description).sort()).toEqual([
    "HTTP",
    "HTTPS",
    "SSH",
    "path MTU discovery (fragmentation needed)",
  ]);
});

test("destroy leaves nothing", async () => {
  const destroy = await world.destroy();
  expect(destroy.code).toBe(0);
  expect(world.shape()).toEqual([]);
});

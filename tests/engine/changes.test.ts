import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { images } from "../support/oracle-cloud/account-model";
import { World } from "./world";

let world: World;
beforeAll(async () => {
  world = await World.make();
});
beforeEach(() => world.cloud.faults.reset());
afterAll(() => world.close());

const machine = () => world.cloud.inventory.all("Instance")[0];
/** Of what is written, capacity reports apart: they are questions. */
const written = () => world.writes().filter((one) => !one.endsWith("computeCapacityReports"));
const reserved = () => world.cloud.inventory.find("PublicIp", { lifetime: "RESERVED" })[0]?.props["ipAddress"];

/** Address of the machine's own. */
const ephemeral = () => world.cloud.inventory.find("PublicIp", { lifetime: "EPHEMERAL" })[0]?.props["ipAddress"];

/** Machine that the reserved address leads to. */
function servedBy(): string | undefined {
  const pub = world.cloud.inventory.find("PublicIp", { lifetime: "RESERVED" })[0];
  const inside = world.cloud.inventory.get(pub?.props["privateIpId"]);
  return world.cloud.inventory.get(inside?.props["vnicId"])?.props["instanceId"];
}

describe("a Micro", () => {
  beforeAll(async () => {
    world.configure({});
    expect((await world.up()).code).toBe(0);
  });

  test("a newer image, other user-data and rotated keys leave a running server alone", async () => {
    const before = machine()?.id;
    images.unshift({ id: "ocid1.image.oc1.fake.noble-x86-3", name: "newer", architecture: "x86" });
    const up = await world.up({
      FREEHOLD_TEST_USER_DATA: "I2Nsb3VkLWNvbmZpZwojIG5ldwo=",
      FREEHOLD_TEST_OPERATOR_KEY: "ssh-ed25519 BBBB rotated",
    });
    expect(up.code, up.output).toBe(0);
    expect(written()).toEqual([]);
    expect(machine()?.id).toBe(before);
  });

  test("another domain on offer leaves it alone", async () => {
    const second = world.cloud.account.domains[1];
    if (!second) throw new Error("three domains expected");
    second.capacity = { "VM.Standard.E2.1.Micro": 0 };
    expect((await world.up()).code).toBe(0);
    second.capacity = {};
    expect(written()).toEqual([]);
  });

  test("sshFrom and HTTPS change the security list in place, a larger disk the machine", async () => {
    world.configure({ sshFrom: ["192.0.2.0/24"], https: "off", diskGb: 60 });
    expect((await world.up()).code).toBe(0);
    expect(written().sort()).toEqual(["PUT bootVolumes", "PUT instances", "PUT securityLists"]);
    expect(world.cloud.inventory.all("BootVolume")[0]?.props["sizeInGBs"]).toBe(60);
  });

  test("a rebuild makes the new machine first, moves the address, then ends the old one", async () => {
    const [old, address] = [machine()?.id, reserved()];
    const served: (string | undefined)[] = [];
    const checked = join(world.folder, "checked");
    let checkedBefore: boolean | undefined;
    world.cloud.faults.onCall((call) => {
      served.push(servedBy());
      if (call.method === "PUT") checkedBefore = existsSync(checked);
    });
    const urn = "**oracle-machine";
    const rebuilt = await world.run(["up", "--yes", "--skip-preview", "--replace", urn], {
      FREEHOLD_REBUILD: "1",
      FREEHOLD_TEST_USER_DATA: "I2Nsb3VkLWNvbmZpZwojIG5ldwo=",
      FREEHOLD_TEST_RELEASE: `echo checked $CHECK for $URL | tee ${checked}`,
    });
    expect(rebuilt.code, rebuilt.output).toBe(0);
    expect(written()).toEqual(["POST instances", "PUT privateIps", "DELETE instances"]);
    expect(machine()?.id).not.toBe(old);
    expect(machine()?.props["metadata"].user_data).toBe("I2Nsb3VkLWNvbmZpZwojIG5ldwo=");
    expect(machine()?.props["sourceDetails"].imageId).toBe("ocid1.image.oc1.fake.noble-x86-3");
    expect(reserved()).toBe(address);
    expect(readFileSync(checked, "utf8")).toBe(`checked http://${ephemeral()} for http://${address}\n`);
    expect(checkedBefore).toBe(true);
    // At no moment did the address lead nowhere.
    expect(served.filter((id) => id === undefined)).toEqual([]);
    expect(servedBy()).toBe(machine()?.id);
  });

  test("a rebuild whose release fails leaves readers where they are; the next `up` brings them over", async () => {
    const old = machine()?.id;
    const rebuilt = await world.run(["up", "--yes", "--skip-preview", "--replace", "**oracle-machine"], {
      FREEHOLD_REBUILD: "1",
      FREEHOLD_TEST_RELEASE: "echo no page; false",
    });
    expect(rebuilt.code).not.toBe(0);
    expect(rebuilt.output).toContain("no page");
    expect(world.cloud.inventory.all("Instance")).toHaveLength(2);
    expect(servedBy()).toBe(old);
    const again = await world.up({ FREEHOLD_TEST_RELEASE: "echo page at $CHECK" });
    expect(again.code, again.output).toBe(0);
    expect(again.output).toContain(`page at http://${ephemeral()}`);
    expect(world.cloud.inventory.all("Instance")).toHaveLength(1);
    expect(machine()?.id).not.toBe(old);
    expect(servedBy()).toBe(machine()?.id);
    // Without the release's stand-in, as the other tests run.
    expect((await world.up()).code).toBe(0);
  });

  test("afterwards nothing is left to do, and destroy leaves nothing", async () => {
    expect((await world.run(["preview", "--expect-no-changes"])).code).toBe(0);
    expect((await world.destroy()).code).toBe(0);
    expect(world.shape()).toEqual([]);
  });
});

describe("all of A1", () => {
  test("a rebuild ends the old machine first, and keeps the reserved address", async () => {
    world.configure({ shape: "arm" });
    expect((await world.up()).code).toBe(0);
    const [old, address] = [machine()?.id, reserved()];
    world.cloud.faults.reset();
    const rebuilt = await world.run(["up", "--yes", "--skip-preview", "--replace", "**oracle-machine"], {
      FREEHOLD_REBUILD: "1",
    });
    expect(rebuilt.code, rebuilt.output).toBe(0);
    const order = written();
    expect(order.indexOf("DELETE instances")).toBeLessThan(order.indexOf("POST instances"));
    expect(machine()?.id).not.toBe(old);
    expect(reserved()).toBe(address);
    expect(servedBy()).toBe(machine()?.id);
    expect((await world.run(["preview", "--expect-no-changes"])).code).toBe(0);
  });

  test("protect keeps machine and address from destroy", async () => {
    world.configure({ shape: "arm", protect: true });
    expect((await world.up()).code).toBe(0);
    const destroy = await world.destroy();
    expect(destroy.code).not.toBe(0);
    expect(destroy.output).toMatch(/protect/);
    expect(world.cloud.inventory.all("Instance")).toHaveLength(1);
    world.configure({ shape: "arm" });
    await world.up();
    expect((await world.destroy()).code).toBe(0);
    expect(world.shape()).toEqual([]);
  });
});

import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { freeAccount, tenancy } from "../../support/oracle-cloud/account-model";
import { client, type Reply } from "../../support/oracle-cloud/client";
import { OracleCloud } from "../../support/oracle-cloud/cloud";
import { Inventory, type Props } from "../../support/oracle-cloud/inventory";
import { type RestServer, serveRest } from "../../support/oracle-cloud/rest/server";

let cloud: OracleCloud;
let rest: RestServer;
let ask: ReturnType<typeof client>;
let vcn: string;
let subnet: string;

const post = (path: string, body: Props) => ask("POST", path, { compartmentId: tenancy, ...body });
const make = async (path: string, body: Props): Promise<string> => {
  const { status, body: made } = await post(path, body);
  expect(status, JSON.stringify(made)).toBe(200);
  return made.id;
};
const machine = (changes: Props = {}): Props => ({
  availabilityDomain: "Uocm:EU-FRANKFURT-1-AD-2",
  displayName: "server",
  shape: "VM.Standard.E2.1.Micro",
  sourceDetails: { sourceType: "image", imageId: "ocid1.image.oc1.fake.noble-x86-2", bootVolumeSizeInGBs: 50 },
  createVnicDetails: { subnetId: subnet, assignPublicIp: true },
  metadata: {},
  ...changes,
});
const arm = {
  shape: "VM.Standard.A1.Flex",
  sourceDetails: { sourceType: "image", imageId: "ocid1.image.oc1.fake.noble-arm-2", bootVolumeSizeInGBs: 50 },
};
/** A machine that runs. */
const running = async (changes: Props = {}) => {
  const id = await make("instances", machine(changes));
  await cloud.clock.advance(cloud.pace.launch);
  return id;
};
const ended = async (id: string) => {
  const { status } = await ask("DELETE", `instances/${id}`);
  expect(status).toBe(204);
  await cloud.clock.advance(cloud.pace.terminate);
};
const card = (id: string) => cloud.inventory.find("Vnic", { instanceId: id })[0]?.id;
const state = (id: string) => cloud.inventory.get(id)?.props["lifecycleState"];

beforeEach(async () => {
  cloud = new OracleCloud({ account: freeAccount() });
  rest = await serveRest(cloud);
  ask = client(rest.port, cloud.account);
  vcn = await make("vcns", { cidrBlocks: ["10.0.0.0/16"], dnsLabel: "net" });
  subnet = await make("subnets", { vcnId: vcn, cidrBlock: "10.0.0.0/24", dnsLabel: "sub" });
});
afterEach(() => rest.close());

describe("what Oracle refuses, in its words", () => {
  const rule = { protocol: "17", source: "0.0.0.0/0", tcpOptions: { destinationPortRange: { min: 80, max: 80 } } };
  test.each<[string, () => Promise<Reply>, string]>([
    [
      "host bits in a CIDR",
      () => post("subnets", { vcnId: vcn, cidrBlock: "10.0.2.0/16" }),
      "400 InvalidParameter: The requested CIDR 10.0.2.0/16 is invalid: CIDR IP 10.0.2.0 does not match network IP 10.0.0.0.",
    ],
    [
      "a subnet outside its VCN",
      () => post("subnets", { vcnId: vcn, cidrBlock: "10.1.0.0/24" }),
      "400 InvalidParameter: The requested CIDR 10.1.0.0/24 is not contained",
    ],
    [
      "overlapping subnets",
      () => post("subnets", { vcnId: vcn, cidrBlock: "10.0.0.128/25" }),
      "400 InvalidParameter: The requested CIDR 10.0.0.128/25 overlaps",
    ],
    [
      "metadata beyond 32,000 bytes",
      () => post("instances", machine({ metadata: { user_data: "a".repeat(40_598) } })),
      "400 InvalidParameter: Metadata size is 40614 bytes and cannot be larger than 32000 bytes",
    ],
    [
      "an Arm image on an x86 shape",
      () => post("instances", machine({ sourceDetails: arm.sourceDetails })),
      "400 InvalidParameter: Shape VM.Standard.E2.1.Micro is not valid for image ocid1.image.oc1.fake.noble-arm-2",
    ],
    [
      "a flexible shape without a size",
      () => post("instances", machine(arm)),
      "400 InvalidParameter: Invalid ShapeConfig: null (Cannot launch flexible instance without ShapeConfig)",
    ],
    [
      "too little memory for the cores",
      () => post("instances", machine({ ...arm, shapeConfig: { ocpus: 2, memoryInGBs: 1 } })),
      "400 InvalidParameter: Invalid ratio of memory in GB to OCPUs. Current ratio: 0.5. Valid ratio range: 1 - 64",
    ],
    [
      "more A1 than the limit",
      () => post("instances", machine({ ...arm, shapeConfig: { ocpus: 3, memoryInGBs: 13 } })),
      "400 LimitExceeded: The following service limits were exceeded: standard-a1-memory-count, standard-a1-core-count. Request a service limit increase",
    ],
    [
      "a Micro in a domain without Micros",
      () => post("instances", machine({ availabilityDomain: "Uocm:EU-FRANKFURT-1-AD-1" })),
      "404 NotAuthorizedOrNotFound: shape VM.Standard.E2.1.Micro not found",
    ],
    [
      "a boot volume under 50 GB",
      () => post("instances", machine({ sourceDetails: { ...machine()["sourceDetails"], bootVolumeSizeInGBs: 40 } })),
      "400 InvalidParameter: Boot volume size 40 GB",
    ],
    [
      "a compartment that is not there",
      () => post("vcns", { compartmentId: "gone", cidrBlocks: ["10.9.0.0/16"] }),
      "404 NotAuthorizedOrNotFound: Authorization failed",
    ],
    [
      "ports without TCP",
      () => post("securityLists", { vcnId: vcn, ingressSecurityRules: [rule] }),
      "400 InvalidParameter: tcpOptions",
    ],
    [
      "a quota in no known words",
      () => post("quotas", { name: "q", statements: ["forbid everything"] }),
      "400 InvalidParameter: Quota statement is not valid: forbid everything",
    ],
    ["what is on no path", () => ask("GET", "clusters"), "404 NotAuthorizedOrNotFound"],
  ])("%s", async (_, work, text) => {
    const { status, body } = await work();
    expect(`${status} ${body.code}: ${body.message}`).toContain(text);
  });

  test("a third VCN, a second reserved address, and a network whose parts are still there", async () => {
    await make("vcns", { cidrBlocks: ["10.1.0.0/16"] });
    expect((await post("vcns", { cidrBlocks: ["10.2.0.0/16"] })).body.code).toBe("LimitExceeded");
    await make("publicIps", { lifetime: "RESERVED" });
    expect((await post("publicIps", { lifetime: "RESERVED" })).body.message).toContain("reserved-public-ip-count");
    expect((await ask("DELETE", `vcns/${vcn}`)).body.message).toContain("The Vcn");
  });

  test("a full domain, until somebody leaves", async () => {
    const domain = cloud.account.domains[1];
    if (domain) domain.capacity = { "VM.Standard.E2.1.Micro": 1 };
    const first = await running();
    const second = await post("instances", machine());
    expect([second.status, second.body.message]).toEqual([500, "Out of host capacity."]);
    await ended(first);
    expect(await make("instances", machine())).toMatch(/^ocid1\.instance\./);
  });
});

describe("a machine takes time", () => {
  test("a launch: PROVISIONING without anything around it, then RUNNING; its end: TERMINATING, then TERMINATED and shown", async () => {
    const id = await make("instances", machine());
    expect([state(id), card(id)]).toEqual(["PROVISIONING", undefined]);
    await cloud.clock.advance(cloud.pace.launch);
    expect(state(id)).toBe("RUNNING");
    await ask("DELETE", `instances/${id}`);
    expect(state(id)).toBe("TERMINATING");
    await cloud.clock.advance(cloud.pace.terminate);
    expect((await ask("GET", `instances/${id}`)).body.lifecycleState).toBe("TERMINATED");
    expect((await ask("DELETE", `instances/${id}`)).status).toBe(404);
    expect((await ask("PUT", `instances/${id}`, { displayName: "x" })).body.code).toBe("IncorrectState");
    expect(cloud.inventory.all("BootVolume")).toEqual([]);
  });

  test("a full region that says so by the work request: accepted, then TERMINATED without a disk", async () => {
    Object.assign(cloud.account, { capacityBy: "workRequest" });
    for (const domain of cloud.account.domains) domain.capacity["VM.Standard.E2.1.Micro"] = 0;
    const { status, body, headers } = await post("instances", machine());
    expect([status, body.lifecycleState]).toEqual([200, "PROVISIONING"]);
    await cloud.clock.advance(cloud.pace.launch);
    expect(state(body.id)).toBe("TERMINATED");
    const errors = await ask("GET", `workRequests/${headers["opc-work-request-id"]}/errors`);
    expect(errors.body).toMatchObject([{ message: "Out of host capacity." }]);
    expect(cloud.inventory.all("BootVolume")).toEqual([]);
  });
});

describe("addresses", () => {
  test("a private address is taken once, and moves with its public one", async () => {
    const [one, two] = [await running(), await running()];
    const site = await make("privateIps", { vnicId: card(one), ipAddress: "10.0.0.200" });
    const taken = await post("privateIps", { vnicId: card(two), ipAddress: "10.0.0.200" });
    expect(taken.body.message).toContain("already in use");
    cloud.account.limits.reservedAddresses = 2;
    const pub = await make("publicIps", { lifetime: "RESERVED", privateIpId: site });
    expect((await post("publicIps", { lifetime: "RESERVED", privateIpId: site })).status).toBe(409);
    await ask("PUT", `privateIps/${site}`, { vnicId: card(two) });
    await ended(one);
    expect(cloud.inventory.get(pub)?.props["privateIpId"]).toBe(site);
  });

  test("a machine takes its secondary address with it; the reserved one stays, unassigned", async () => {
    const one = await running();
    const site = await make("privateIps", { vnicId: card(one), ipAddress: "10.0.0.200" });
    const pub = await make("publicIps", { lifetime: "RESERVED", privateIpId: site });
    await ended(one);
    expect(cloud.inventory.get(site)).toBeUndefined();
    expect(cloud.inventory.get(pub)?.props["privateIpId"]).toBeNull();
  });

  test("a Micro with one public address gets no second one", async () => {
    cloud.account.addressesOfMicro = 1;
    const site = await make("privateIps", { vnicId: card(await running()), ipAddress: "10.0.0.200" });
    const second = await post("publicIps", { lifetime: "RESERVED", privateIpId: site });
    expect(second.body.code).toBe("LimitExceeded");
  });
});

test("another image swaps the disk under a running machine", async () => {
  const id = await running();
  const disk = () => cloud.inventory.find("BootVolumeAttachment", { instanceId: id })[0]?.props["bootVolumeId"];
  const before = disk();
  await ask("PUT", `instances/${id}`, { sourceDetails: { imageId: "ocid1.image.oc1.fake.noble-x86-1" } });
  expect(disk()).not.toBe(before);
});

test("the inventory outlives its process", () => {
  const file = join(mkdtempSync(join(tmpdir(), "freehold-inventory-")), "inventory.json");
  const first = new Inventory(file).add("Vcn", { displayName: "net" });
  const again = new Inventory(file);
  expect(again.get(first.id)?.props["displayName"]).toBe("net");
  expect(again.add("Vcn", {}).id).not.toBe(first.id);
});

import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import { freeAccount, tenancy } from "../../support/oracle-cloud/account-model";
import { OracleCloud } from "../../support/oracle-cloud/cloud";
import { covers, replacingPaths } from "../../support/oracle-cloud/differences";
import { Inventory, type Props } from "../../support/oracle-cloud/inventory";

const account = freeAccount();
const caller = { tenancy, user: account.user, fingerprint: account.fingerprint, region: "eu-frankfurt-1" };
const inside = { compartmentId: tenancy };
const tokens = {
  vcn: "oci:Core/vcn:Vcn",
  subnet: "oci:Core/subnet:Subnet",
  rules: "oci:Core/securityList:SecurityList",
  machine: "oci:Core/instance:Instance",
  privateIp: "oci:Core/privateIp:PrivateIp",
  publicIp: "oci:Core/publicIp:PublicIp",
  quota: "oci:Limits/quota:Quota",
} as const;

let cloud: OracleCloud;
let vcn: string;
let subnet: string;
const make = async (kind: keyof typeof tokens, inputs: Props) =>
  (await cloud.create(caller, tokens[kind], { ...inside, ...inputs })).id;
const machine = (changes: Props = {}): Props => ({
  availabilityDomain: "Uocm:EU-FRANKFURT-1-AD-2",
  displayName: "server",
  shape: "VM.Standard.E2.1.Micro",
  sourceDetails: { sourceType: "image", sourceId: "ocid1.image.oc1.fake.noble-x86-2", bootVolumeSizeInGbs: "50" },
  createVnicDetails: { subnetId: subnet, assignPublicIp: "true" },
  metadata: {},
  ...changes,
});
const arm = {
  shape: "VM.Standard.A1.Flex",
  sourceDetails: { sourceType: "image", sourceId: "ocid1.image.oc1.fake.noble-arm-2", bootVolumeSizeInGbs: "50" },
};
/** Vnic of a machine. */
const card = (id: string) => cloud.inventory.find("Vnic", { instanceId: id })[0]?.id;

beforeEach(async () => {
  cloud = new OracleCloud({ account: freeAccount() });
  vcn = await make("vcn", { cidrBlocks: ["10.0.0.0/16"], dnsLabel: "net" });
  subnet = await make("subnet", { vcnId: vcn, cidrBlock: "10.0.0.0/24", dnsLabel: "sub" });
});

describe("what Oracle refuses, in its words", () => {
  test.each<[string, () => Promise<unknown>, string]>([
    [
      "host bits in a CIDR",
      () => make("subnet", { vcnId: vcn, cidrBlock: "10.0.2.0/16" }),
      "400-InvalidParameter, The requested CIDR 10.0.2.0/16 is invalid: CIDR IP 10.0.2.0 does not match network IP 10.0.0.0.",
    ],
    [
      "a subnet outside its VCN",
      () => make("subnet", { vcnId: vcn, cidrBlock: "10.1.0.0/24" }),
      "400-InvalidParameter, The requested CIDR 10.1.0.0/24 is not contained",
    ],
    [
      "overlapping subnets",
      () => make("subnet", { vcnId: vcn, cidrBlock: "10.0.0.128/25" }),
      "400-InvalidParameter, The requested CIDR 10.0.0.128/25 overlaps",
    ],
    [
      "metadata beyond 32,000 bytes",
      () => make("machine", machine({ metadata: { user_data: "a".repeat(40_598) } })),
      "400-InvalidParameter, Metadata size is 40614 bytes and cannot be larger than 32000 bytes",
    ],
    [
      "an Arm image on an x86 shape",
      () => make("machine", machine({ sourceDetails: arm.sourceDetails })),
      "400-InvalidParameter, Shape VM.Standard.E2.1.Micro is not valid for image ocid1.image.oc1.fake.noble-arm-2",
    ],
    [
      "a flexible shape without a size",
      () => make("machine", machine(arm)),
      "400-InvalidParameter, Invalid ShapeConfig: null (Cannot launch flexible instance without ShapeConfig)",
    ],
    [
      "too little memory for the cores",
      () => make("machine", machine({ ...arm, shapeConfig: { ocpus: 2, memoryInGbs: 1 } })),
      "400-InvalidParameter, Invalid ratio of memory in GB to OCPUs. Current ratio: 0.5. Valid ratio range: 1 - 64",
    ],
    [
      "more A1 than the limit",
      () => make("machine", machine({ ...arm, shapeConfig: { ocpus: 3, memoryInGbs: 13 } })),
      "400-LimitExceeded, The following service limits were exceeded: standard-a1-memory-count, standard-a1-core-count. Request a service limit increase",
    ],
    [
      "a Micro in a domain without Micros",
      () => make("machine", machine({ availabilityDomain: "Uocm:EU-FRANKFURT-1-AD-1" })),
      "404-NotAuthorizedOrNotFound, shape VM.Standard.E2.1.Micro not found",
    ],
    [
      "a boot volume under 50 GB",
      () => make("machine", machine({ sourceDetails: { ...machine()["sourceDetails"], bootVolumeSizeInGbs: "40" } })),
      "400-InvalidParameter, Boot volume size 40 GB",
    ],
    [
      "a compartment that is not there",
      () => make("vcn", { compartmentId: "gone", cidrBlocks: ["10.9.0.0/16"] }),
      "404-NotAuthorizedOrNotFound",
    ],
    [
      "ports without TCP",
      () =>
        make("rules", {
          vcnId: vcn,
          ingressSecurityRules: [{ protocol: "17", source: "0.0.0.0/0", tcpOptions: { min: 80, max: 80 } }],
        }),
      "400-InvalidParameter, tcpOptions",
    ],
    [
      "a quota in no known words",
      () => make("quota", { name: "q", statements: ["forbid everything"] }),
      "400-InvalidParameter, Quota statement is not valid: forbid everything",
    ],
  ])("%s", async (_, work, text) => {
    await expect(work()).rejects.toThrow(text);
  });

  test("a third VCN, and one whose parts are still there", async () => {
    await make("vcn", { cidrBlocks: ["10.1.0.0/16"] });
    await expect(make("vcn", { cidrBlocks: ["10.2.0.0/16"] })).rejects.toThrow("400-LimitExceeded");
    await expect(cloud.delete(caller, tokens.vcn, vcn)).rejects.toThrow("409-Conflict, The Vcn");
  });

  test("a full domain, until somebody leaves", async () => {
    const domain = cloud.account.domains[1];
    if (domain) domain.capacity = { "VM.Standard.E2.1.Micro": 1 };
    const first = await make("machine", machine());
    await expect(make("machine", machine())).rejects.toThrow("500-InternalError, Out of host capacity.");
    await cloud.delete(caller, tokens.machine, first);
    expect(await make("machine", machine())).toMatch(/^ocid1\.instance\./);
  });
});

describe("addresses", () => {
  test("a private address is taken once, and moves with its public one", async () => {
    const [one, two] = [await make("machine", machine()), await make("machine", machine())];
    const site = await make("privateIp", { vnicId: card(one), ipAddress: "10.0.0.200" });
    await expect(make("privateIp", { vnicId: card(two), ipAddress: "10.0.0.200" })).rejects.toThrow("already in use");
    const pub = await make("publicIp", { lifetime: "RESERVED", privateIpId: site });
    await expect(make("publicIp", { lifetime: "RESERVED", privateIpId: site })).rejects.toThrow("409-Conflict");
    await cloud.update(caller, tokens.privateIp, site, { vnicId: card(two), ipAddress: "10.0.0.200" });
    await cloud.delete(caller, tokens.machine, one);
    expect(cloud.inventory.get(pub)?.props["privateIpId"]).toBe(site);
  });

  test("a machine takes its secondary address with it; the reserved one stays, unassigned", async () => {
    const one = await make("machine", machine());
    const site = await make("privateIp", { vnicId: card(one), ipAddress: "10.0.0.200" });
    const pub = await make("publicIp", { lifetime: "RESERVED", privateIpId: site });
    await cloud.delete(caller, tokens.machine, one);
    expect(cloud.inventory.get(site)).toBeUndefined();
    expect(cloud.inventory.get(pub)?.props["privateIpId"]).toBe("");
    expect(cloud.inventory.all("BootVolume")).toEqual([]);
  });
});

test("the same request twice makes two", async () => {
  await make("machine", machine());
  await make("machine", machine());
  expect(cloud.inventory.all("Instance")).toHaveLength(2);
});

test("another image swaps the disk under a running machine", async () => {
  const id = await make("machine", machine());
  const before = cloud.inventory.get(id)?.props["bootVolumeId"];
  const sourceDetails = { ...machine()["sourceDetails"], sourceId: "ocid1.image.oc1.fake.noble-x86-1" };
  await cloud.update(caller, tokens.machine, id, { ...inside, ...machine({ sourceDetails }) });
  expect(cloud.inventory.get(id)?.props["bootVolumeId"]).not.toBe(before);
});

test("the inventory outlives its process", () => {
  const file = join(mkdtempSync(join(tmpdir(), "freehold-inventory-")), "inventory.json");
  const first = new Inventory(file).add("Vcn", { displayName: "net" });
  const again = new Inventory(file);
  expect(again.get(first.id)?.props["displayName"]).toBe("net");
  expect(again.add("Vcn", {}).id).not.toBe(first.id);
});

test("computed fields are no difference, numbers and their texts are alike, what replaces is told by path", () => {
  expect(covers({ a: 1, computed: 2, list: [{ b: "3", id: 4 }] }, { a: "1", list: [{ b: 3 }] })).toBe(true);
  expect(covers({ a: 1 }, { a: 2 })).toBe(false);
  expect(covers({ list: [1, 2] }, { list: [1] })).toBe(false);
  const state = { metadata: { user_data: "old", other: "x" } };
  const paths = ["metadata.user_data", "availabilityDomain"];
  expect(replacingPaths(state, {}, { metadata: { user_data: "new" } }, paths)).toEqual(["metadata.user_data"]);
  expect(replacingPaths(state, {}, { metadata: { user_data: "old", other: "y" } }, paths)).toEqual([]);
});

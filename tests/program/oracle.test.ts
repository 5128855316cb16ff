import * as pulumi from "@pulumi/pulumi";
import { beforeAll, expect, test } from "vitest";
import { makePlan, type Plan } from "../../infra/plan";
import { readSettings } from "../../infra/settings/read";
import type { Account } from "../../infra/targets/oracle/account/account";

interface Registered {
  type: string;
  name: string;
  inputs: Record<string, unknown>;
}

/** What was registered since the last `make`. */
let registered: Registered[] = [];

const answers: Record<string, object> = {
  "oci:Core/getImages:getImages": { images: [{ id: "image-new" }, { id: "image-old" }] },
  "oci:Core/getVnicAttachments:getVnicAttachments": { vnicAttachments: [{ vnicId: "vnic-1", state: "ATTACHED" }] },
  "oci:Limits/getResourceAvailability:getResourceAvailability": { available: "12" },
};

const account: Account = {
  tenancy: "tenancy",
  region: "eu-frankfurt-1",
  homeRegion: "eu-frankfurt-1",
  compartment: "compartment",
  domains: ["AD-1"],
  instances: [],
  volumes: [],
  vcns: [],
  reserved: [],
};

beforeAll(async () => {
  await pulumi.runtime.setMocks({
    newResource: ({ type, name, inputs }) => {
      registered.push({ type, name, inputs });
      const computed = {
        "oci:Core/instance:Instance": { publicIp: "198.51.100.7" },
        "oci:Core/publicIp:PublicIp": { ipAddress: "203.0.113.9" },
        "oci:Core/computeCapacityReport:ComputeCapacityReport": {
          shapeAvailabilities: [
            { availabilityStatus: inputs.availabilityDomain === "AD-2" ? "AVAILABLE" : "OUT_OF_HOST_CAPACITY" },
          ],
        },
      }[type];
      return { id: `${name}-id`, state: { ...inputs, ...computed } };
    },
    call: ({ token }) => answers[token] ?? {},
  });
  // The SDK's own mock monitor knows no hooks; tests/engine runs them in the real engine.
  const monitor = pulumi.runtime.getMonitor() as unknown as Record<string, unknown>;
  monitor["registerErrorHook"] = (_: unknown, done: (error: null, answer: object) => void) => done(null, {});
});

async function make(config: Record<string, string>, changes: Partial<Account> = {}, more: object = {}) {
  registered = [];
  const reading = readSettings({ target: "oracle", ...config });
  if ("problems" in reading) throw new Error(reading.problems.join("\n"));
  const plan: Plan = makePlan("blog", reading.settings);
  const { OracleServer } = await import("../../infra/targets/oracle");
  const args = {
    plan,
    account: { ...account, ...changes },
    userData: "data",
    operatorKey: "key",
    readersAfter: () => [],
    ...more,
  };
  const server = new OracleServer("oracle", args, {});
  const value = <T>(output: pulumi.Output<T>) => new Promise<T>((resolve) => output.apply(resolve));
  const outputs = { id: await value(server.id), url: await value(server.url), sshHost: await value(server.sshHost) };
  return { outputs, of: (type: string) => registered.filter((r) => r.type === type).map((r) => r.inputs) };
}

const tags = { freehold: "blog" };
const named = (part: string) => ({ displayName: `freehold-blog-${part}`, freeformTags: tags });
const inside = { compartmentId: "compartment" };

test("the default: exactly these resources", async () => {
  await make({});
  expect(registered.map((r) => `${r.type} ${r.name}`)).toEqual([
    "freehold:targets:OracleServer oracle",
    "freehold:targets:OracleNetwork oracle",
    "oci:Core/vcn:Vcn oracle-vcn",
    "oci:Core/internetGateway:InternetGateway oracle-gateway",
    "oci:Core/securityList:SecurityList oracle-rules",
    "oci:Core/routeTable:RouteTable oracle-routes",
    "oci:Core/subnet:Subnet oracle-subnet",
    "oci:Core/instance:Instance oracle-machine",
    "oci:Core/privateIp:PrivateIp oracle-site",
    "oci:Core/publicIp:PublicIp oracle-address",
  ]);
});

test("the default: exactly these inputs", async () => {
  const { of, outputs } = await make({});
  expect(of("oci:Core/vcn:Vcn")).toEqual([
    { ...inside, ...named("vcn"), cidrBlocks: ["10.77.0.0/16"], dnsLabel: "freehold" },
  ]);
  expect(of("oci:Core/subnet:Subnet")).toEqual([
    {
      ...inside,
      ...named("subnet"),
      vcnId: "oracle-vcn-id",
      cidrBlock: "10.77.0.0/16",
      dnsLabel: "blog",
      prohibitPublicIpOnVnic: false,
      routeTableId: "oracle-routes-id",
      securityListIds: ["oracle-rules-id"],
    },
  ]);
  expect(of("oci:Core/instance:Instance")).toEqual([
    {
      ...inside,
      displayName: "freehold-blog",
      freeformTags: tags,
      availabilityDomain: "AD-1",
      shape: "VM.Standard.E2.1.Micro",
      sourceDetails: { sourceType: "image", sourceId: "image-new", bootVolumeSizeInGbs: "50" },
      createVnicDetails: {
        subnetId: "oracle-subnet-id",
        assignPublicIp: "true",
        displayName: "freehold-blog-vnic",
        freeformTags: tags,
      },
      instanceOptions: { areLegacyImdsEndpointsDisabled: true },
      availabilityConfig: { recoveryAction: "RESTORE_INSTANCE" },
      preserveBootVolume: false,
      metadata: { ssh_authorized_keys: "key", user_data: "data" },
    },
  ]);
  expect(of("oci:Core/privateIp:PrivateIp")).toEqual([
    { ...named("site"), vnicId: "vnic-1", ipAddress: "10.77.255.253" },
  ]);
  expect(of("oci:Core/publicIp:PublicIp")).toEqual([
    { ...inside, ...named("address"), lifetime: "RESERVED", privateIpId: "oracle-site-id" },
  ]);
  expect(outputs).toEqual({ id: "oracle-machine-id", url: "http://203.0.113.9", sshHost: "198.51.100.7" });
});

test("the security list is the plan's ingress, in Oracle's words", async () => {
  const { of } = await make({ https: "auto", sshFrom: '["192.0.2.0/24"]' });
  const tcp = (port: number, source: string, description: string) => ({
    protocol: "6",
    source,
    sourceType: "CIDR_BLOCK",
    stateless: false,
    description,
    tcpOptions: { min: port, max: port },
  });
  expect(of("oci:Core/securityList:SecurityList")[0]?.["ingressSecurityRules"]).toEqual([
    tcp(80, "0.0.0.0/0", "HTTP"),
    tcp(443, "0.0.0.0/0", "HTTPS"),
    tcp(22, "192.0.2.0/24", "SSH"),
    {
      protocol: "1",
      source: "0.0.0.0/0",
      sourceType: "CIDR_BLOCK",
      stateless: false,
      description: "path MTU discovery (fragmentation needed)",
      icmpOptions: { type: 3, code: 4 },
    },
  ]);
});

test("A1 has a shape configuration, and the domain with room among several", async () => {
  const { of } = await make({ shape: "arm", ocpus: "2", memoryGb: "12" }, { domains: ["AD-1", "AD-2", "AD-3"] });
  expect(of("oci:Core/computeCapacityReport:ComputeCapacityReport")).toHaveLength(3);
  expect(of("oci:Core/instance:Instance")[0]).toMatchObject({
    shape: "VM.Standard.A1.Flex",
    shapeConfig: { ocpus: 2, memoryInGbs: 12 },
    availabilityDomain: "AD-2",
  });
});

test("a quota policy is written only when asked for, in the root compartment", async () => {
  expect((await make({})).of("oci:Limits/quota:Quota")).toEqual([]);
  const [quota] = (await make({ quota: "true" })).of("oci:Limits/quota:Quota");
  expect(quota).toMatchObject({ compartmentId: "tenancy", name: "freehold-blog-always-free", freeformTags: tags });
});

test("a budget of 1 with an alert to `email` is made only when asked for, over the whole tenancy", async () => {
  expect((await make({})).of("oci:Budget/budget:Budget")).toEqual([]);
  const { of } = await make({ budget: "true", email: "me@example.org" });
  const budget = {
    compartmentId: "tenancy",
    amount: 1,
    resetPeriod: "MONTHLY",
    targets: ["tenancy"],
    freeformTags: tags,
  };
  expect(of("oci:Budget/budget:Budget")[0]).toMatchObject(budget);
  expect(of("oci:Budget/rule:Rule")[0]).toMatchObject({ recipients: "me@example.org", threshold: 1, type: "ACTUAL" });
});

test("without a reserved address readers come to the server's own, and nothing is attached to it", async () => {
  const { of, outputs } = await make({}, {}, { addressMode: "own" });
  expect([...of("oci:Core/publicIp:PublicIp"), ...of("oci:Core/privateIp:PrivateIp")]).toEqual([]);
  expect(outputs.url).toBe("http://198.51.100.7");
});

test("a type that is not known to be free is refused where it is written", async () => {
  const { allowOnlyFreeTypes } = await import("../../infra/targets/oracle/guard/allowed-types");
  await pulumi.runtime.runInPulumiStack(async () => {
    allowOnlyFreeTypes();
    registered = [];
    class Costly extends pulumi.CustomResource {}
    expect(() => new Costly("oci:LoadBalancer/loadBalancer:LoadBalancer", "front", {})).toThrow(
      "Refused: front is of type oci:LoadBalancer/loadBalancer:LoadBalancer, which is not on the list of what is free",
    );
    const net = new Costly("oci:Core/vcn:Vcn", "net", {});
    await new Promise((resolve) => net.urn.apply(resolve));
  });
  expect(registered.filter((r) => r.type.startsWith("oci:")).map((r) => r.name)).toEqual(["net"]);
});

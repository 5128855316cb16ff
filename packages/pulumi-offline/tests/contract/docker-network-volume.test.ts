import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { unknown } from "../../standins/provider/values";
import { base, docker, leftovers, needBase, prefix, sweep } from "./docker";
import { Plugin } from "./plugin";

// Sources: repository kreuzwerker/terraform-provider-docker (internal/provider/…), SDK @pulumi/docker 5.2.0,
// pulumi/pulumi-terraform-bridge (pkg/tfbridge: names.go, provider.go).
const networkType = "docker:index/network:Network";
const volumeType = "docker:index/volume:Volume";
const plugin = new Plugin("docker");

beforeAll(async () => {
  await needBase();
  await plugin.start();
});
afterEach(sweep);
afterAll(() => plugin.stop());

describe("Network (resource_docker_network_funcs.go)", () => {
  const name = `${prefix}-net`;
  const full = {
    name,
    driver: "bridge",
    internal: true,
    labels: [{ label: "freehold", value: "t" }],
    options: { "com.docker.network.bridge.name": "fh-contract0" },
    ipamConfigs: [
      {
        subnet: "172.30.250.0/24",
        gateway: "172.30.250.9",
        ipRange: "172.30.250.128/25",
        auxAddress: { a: "172.30.250.3" },
      },
    ],
  };

  it("makes what it is told, and deletes it", async () => {
    const { id, outputs } = await plugin.create(networkType, full);
    const info = await docker.getNetwork(id).inspect();
    expect([info.Name, info.Driver, info.Internal, info.Labels, info.Options, info.IPAM?.Config]).toEqual([
      name,
      "bridge",
      true,
      { freehold: "t" },
      full.options,
      [
        {
          Subnet: "172.30.250.0/24",
          Gateway: "172.30.250.9",
          IPRange: "172.30.250.128/25",
          AuxiliaryAddresses: { a: "172.30.250.3" },
        },
      ],
    ]);
    expect([outputs["scope"], outputs["name"]]).toEqual(["local", name]);
    await plugin.delete(networkType, id, outputs);
    expect(await leftovers()).toEqual([]);
  });

  it("tells what Docker chose where nothing was asked", async () => {
    const { id, outputs } = await plugin.create(networkType, { name });
    const config = (await docker.getNetwork(id).inspect()).IPAM?.Config?.[0];
    expect([outputs["driver"], outputs["internal"], outputs["ipamConfigs"]]).toEqual([
      "bridge",
      false,
      [{ subnet: config?.Subnet, gateway: config?.Gateway }],
    ]);
  });

  it("an error carries Docker's own text", async () => {
    await plugin.create(networkType, { name });
    await expect(plugin.create(networkType, { name })).rejects.toThrow(
      new Error(`Unable to create network: network with name ${name} already exists`),
    );
  });

  it("waits for its last container to leave before it deletes (has active endpoints)", async () => {
    const { id, outputs } = await plugin.create(networkType, { name });
    const container = await docker.createContainer({
      name: `${prefix}-c`,
      Image: base,
      Cmd: ["sleep", "600"],
      HostConfig: { NetworkMode: name },
    });
    await container.start();
    const deleted = plugin.delete(networkType, id, outputs);
    await container.remove({ force: true });
    await deleted;
    expect(await leftovers()).toEqual([]);
  });

  it("every change replaces, and the new one is made first", async () => {
    const diff = await plugin.diff(networkType, "id", full, full, { ...full, internal: false });
    expect(diff).toEqual({ changes: { internal: "update-replace" }, deleteBeforeReplace: false });
  });
});

describe("Volume (resource_docker_volume.go)", () => {
  const name = `${prefix}-vol`;

  it("makes, reads and deletes it", async () => {
    const inputs = { name, labels: [{ label: "a", value: "b" }] };
    const { id, outputs } = await plugin.create(volumeType, inputs);
    const info = await docker.getVolume(name).inspect();
    expect([id, outputs["driver"], outputs["mountpoint"], info.Labels]).toEqual([
      name,
      "local",
      info.Mountpoint,
      { a: "b" },
    ]);
    expect((await plugin.read(volumeType, id, outputs, inputs))?.outputs).toEqual(outputs);
    await plugin.delete(volumeType, id, outputs);
    expect(await leftovers()).toEqual([]);
  });

  it("a name that exists is taken over, as Docker does it", async () => {
    await docker.createVolume({ Name: name });
    expect((await plugin.create(volumeType, { name })).id).toBe(name);
  });
});

describe.each([
  [networkType, { name: `${prefix}-x` }],
  [volumeType, { name: `${prefix}-x` }],
])("%s", (type, inputs) => {
  it("gone on read, and deleting it once more is no error", async () => {
    const { id, outputs } = await plugin.create(type, inputs);
    await sweep();
    expect(await plugin.read(type, id, outputs, inputs)).toBeUndefined();
    await plugin.delete(type, id, outputs);
  });

  it("a missing name is made of the resource's name and 7 hexadecimal digits, and kept (names.go)", async () => {
    const { inputs: first } = await plugin.check(type, {});
    expect(first["name"]).toMatch(/^r-[0-9a-f]{7}$/);
    expect((await plugin.check(type, {}, first)).inputs["name"]).toBe(first["name"]);
    expect((await plugin.check(type, {}, { name: "given", __defaults: [] })).inputs["name"]).toMatch(/^r-[0-9a-f]{7}$/);
  });

  it("a preview makes nothing and knows the inputs", async () => {
    const { id, outputs } = await plugin.create(type, inputs, true);
    expect([id, outputs["name"], outputs["driver"]]).toEqual(["", inputs.name, unknown]);
    expect(await leftovers()).toEqual([]);
  });

  it("ours: unsupported inputs are refused by name", async () => {
    const { failures } = await plugin.check(type, { ...inputs, cluster: {}, ingress: true });
    const no = (input: string) =>
      `stand-in for docker: input \`${input}\` of ${type} is not supported; install the official plugin`;
    expect(failures).toEqual({ cluster: no("cluster"), ingress: no("ingress") });
  });
});

it("ours: an engine that cannot be reached is one plain message", async () => {
  const lost = await new Plugin("docker").start({ DOCKER_HOST: "unix:///nowhere/docker.sock" });
  await expect(lost.create(volumeType, { name: "x" })).rejects.toThrow(
    "Unable to create volume: Cannot connect to the Docker daemon at unix:///nowhere/docker.sock. Is the docker daemon running?",
  );
  await lost.stop();
});

it("ours: provider setting host is refused by name", async () => {
  expect(await plugin.checkConfig({ host: "tcp://x" })).toEqual({
    host: "stand-in for docker: provider setting `host` is not supported; install the official plugin",
  });
});

import { createServer } from "node:net";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { type Props, Secret, unknown } from "../../standins/provider/values";
import { base, docker, leftovers, needBase, prefix, sweep } from "./docker";
import { eventually, Plugin } from "./plugin";

// Sources: kreuzwerker/terraform-provider-docker, internal/provider/resource_docker_container.go and …_funcs.go; SDK
// @pulumi/docker 5.2.0, container.d.ts.
const type = "docker:index/container:Container";
const networkType = "docker:index/network:Network";
const plugin = new Plugin("docker");
const name = `${prefix}-c`;
const sleeper = { name, image: base, command: ["sleep", "600"] };

beforeAll(async () => {
  await needBase();
  await plugin.start();
});
afterEach(sweep);
afterAll(() => plugin.stop());

const inspect = () => docker.getContainer(name).inspect();

async function output(...command: string[]): Promise<string> {
  const exec = await docker.getContainer(name).exec({ Cmd: command, AttachStdout: true, Tty: true });
  const stream = await exec.start({ Tty: true });
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString().replaceAll("\r\n", "\n").trim();
}

it("uploads are there before the start, with their modes", async () => {
  const uploads = [
    { file: "/etc/a.txt", content: "text" },
    { file: "/opt/new/b.sh", contentBase64: Buffer.from("#!/bin/sh\n").toString("base64"), executable: true },
    { file: "/etc/c", content: "x", permissions: "0600" },
  ];
  const command = ["sh", "-c", "stat -c '%a %s %n' /etc/a.txt /opt/new/b.sh /etc/c > /seen; exec sleep 600"];
  await plugin.create(type, { ...sleeper, command, uploads });
  expect(await output("cat", "/seen")).toBe("644 4 /etc/a.txt\n744 10 /opt/new/b.sh\n600 1 /etc/c");
});

it("networksAdvanced: off the default bridge, on each network with its address and aliases", async () => {
  const network = await plugin.create(networkType, {
    name: `${prefix}-n`,
    ipamConfigs: [{ subnet: "172.30.251.0/24" }],
  });
  const advanced = [{ name: `${prefix}-n`, ipv4Address: "172.30.251.77", aliases: ["web"] }];
  const { id, outputs } = await plugin.create(type, { ...sleeper, networksAdvanced: advanced });
  const { NetworkSettings } = await inspect();
  expect(Object.keys(NetworkSettings.Networks)).toEqual([`${prefix}-n`]);
  expect(outputs["networkDatas"]).toEqual([
    expect.objectContaining({
      networkName: `${prefix}-n`,
      ipAddress: "172.30.251.77",
      ipPrefixLength: 24,
      gateway: "172.30.251.1",
    }),
  ]);
  expect(await output("getent", "hosts", "web")).toMatch(/^172\.30\.251\.77 /);
  await plugin.delete(type, id, outputs);
  await plugin.delete(networkType, network.id, network.outputs);
  expect(await leftovers()).toEqual([]);
});

it("a port left open gets Docker's number, and that is no difference next time", async () => {
  const inputs = { ...sleeper, ports: [{ internal: 80, ip: "127.0.0.1" }] };
  const { id, outputs } = await plugin.create(type, inputs);
  const chosen = (await inspect()).NetworkSettings.Ports["80/tcp"]?.[0]?.HostPort;
  expect(outputs["ports"]).toEqual([{ internal: 80, external: Number(chosen), ip: "127.0.0.1", protocol: "tcp" }]);
  expect((await plugin.diff(type, id, outputs, inputs, inputs)).changes).toEqual({});
});

describe("a creation that fails leaves no container, and says Docker's words", () => {
  const failing = async (inputs: Props) => {
    const message = await plugin.create(type, inputs).then(String, (error: Error) => error.message);
    expect(await leftovers()).toEqual([]);
    return message;
  };

  it("port taken", async () => {
    const server = createServer().listen(0, "127.0.0.1");
    await new Promise((done) => server.once("listening", done));
    const { port } = server.address() as { port: number };
    const message = await failing({ ...sleeper, ports: [{ internal: 80, external: port, ip: "127.0.0.1" }] });
    server.close();
    expect(message).toMatch(/^Unable to start container: .*address already in use/);
  });

  it("no such command", async () => {
    const message = await failing({ ...sleeper, command: ["/nowhere"] });
    expect(message).toMatch(/^Unable to start container: .*no such file or directory/);
  });

  it("it exits at once (errContainerExitedImmediately)", async () => {
    expect(await failing({ ...sleeper, command: ["sh", "-c", "exit 4"] })).toBe(
      "container exited immediately, with code 4",
    );
  });

  it("it never gets healthy, or has no health check (wait)", async () => {
    const healthcheck = { tests: ["CMD", "false"], interval: "1s" };
    expect(await failing({ ...sleeper, healthcheck, wait: true, waitTimeout: 1 })).toBe(
      "container failed to be in healthy state in time (1 s)",
    );
    expect(await failing({ ...sleeper, wait: true })).toBe("wait needs a healthcheck, and the container has none");
  });

  it("no such network", async () => {
    const message = await failing({ ...sleeper, networksAdvanced: [{ name: "freehold-nowhere" }] });
    expect(message).toMatch(/^Unable to .*: network freehold-nowhere not found$/);
  });

  it("the name is taken: the other container stays", async () => {
    const other = await plugin.create(type, sleeper);
    await expect(plugin.create(type, sleeper)).rejects.toThrow(
      /^Unable to create container: Conflict\. The container name/,
    );
    expect((await inspect()).Id).toBe(other.id);
  });

  it("cancelled while it waits", async () => {
    const own = await new Plugin("docker").start();
    const healthcheck = { tests: ["CMD", "false"], interval: "1s" };
    const made = own.create(type, { ...sleeper, healthcheck, wait: true }).catch((error: Error) => error.message);
    await eventually("it runs", async () => (await inspect().catch(() => undefined))?.State.Running || undefined);
    await own.cancel();
    expect(await made).toBe("context canceled");
    expect(await leftovers()).toEqual([]);
    await own.stop();
  });
});

it("wait returns once it is healthy", async () => {
  const healthcheck = { tests: ["CMD", "true"], interval: "1s" };
  await plugin.create(type, { ...sleeper, healthcheck, wait: true });
  expect((await inspect()).State.Health?.Status).toBe("healthy");
});

it("a job that ends is fine with mustRun false", async () => {
  const inputs = { ...sleeper, command: ["true"], mustRun: false };
  const { id, outputs } = await plugin.create(type, inputs);
  await eventually("it ended", async () => !(await inspect()).State.Running || undefined);
  expect((await plugin.read(type, id, outputs, inputs))?.outputs["exitCode"]).toBe(0);
});

describe("update in place (resourceDockerContainerUpdate)", () => {
  it("limits and restart policy change, the container stays", async () => {
    const inputs = { ...sleeper, memory: 64, memorySwap: 64, cpus: "1", restart: "no" };
    const { id, outputs } = await plugin.create(type, inputs);
    const news = { ...inputs, memory: 96, memorySwap: 96, restart: "always", cpuShares: 256 };
    const diff = await plugin.diff(type, id, outputs, inputs, news);
    expect(diff).toEqual({
      changes: { memory: "update", memorySwap: "update", restart: "update", cpuShares: "add" },
      deleteBeforeReplace: false,
    });
    const updated = await plugin.update(type, id, outputs, news);
    const { Id, HostConfig } = await inspect();
    expect([Id, HostConfig.Memory, HostConfig.NanoCpus, HostConfig.RestartPolicy?.Name, HostConfig.CpuShares]).toEqual([
      id,
      96 * 1024 * 1024,
      1_000_000_000,
      "always",
      256,
    ]);
    expect(updated["memory"]).toBe(96);
  });

  it("drift of a limit is read", async () => {
    const inputs = { ...sleeper, memory: 64, memorySwap: 64 };
    const { id, outputs } = await plugin.create(type, inputs);
    await docker.getContainer(name).update({ Memory: 32 * 1024 * 1024 });
    const read = await plugin.read(type, id, outputs, inputs);
    expect([read?.outputs["memory"], read?.inputs["memory"]]).toEqual([32, 32]);
  });

  it("stopped: read says mustRun false, which is a change, and the update starts it (SDK: mustRun)", async () => {
    const { id, outputs } = await plugin.create(type, sleeper);
    await docker.getContainer(name).stop({ t: 0 });
    const read = await plugin.read(type, id, outputs, sleeper);
    expect(read?.outputs["mustRun"]).toBe(false);
    const olds = read?.outputs ?? {};
    expect((await plugin.diff(type, id, olds, read?.inputs ?? {}, sleeper)).changes).toEqual({ mustRun: "update" });
    const after = await plugin.update(type, id, olds, sleeper);
    const { State } = await inspect();
    expect([State.Running, (await plugin.diff(type, id, after, sleeper, sleeper)).changes]).toEqual([true, {}]);
  });
});

describe("diff (schema: ForceNew, TypeSet, Computed)", () => {
  const olds = { ...sleeper, envs: ["A=1", "B=2"], hostname: "h1", labels: [{ label: "a", value: "1" }] };
  const inputs: Props = { ...sleeper, envs: ["A=1", "B=2"], labels: [{ label: "a", value: "1" }] };
  it.each<[string, Props, Record<string, string>, boolean]>([
    ["a set in another order is the same", { envs: ["B=2", "A=1"] }, {}, false],
    ["cpus replace", { cpus: "0.5" }, { cpus: "add-replace" }, true],
    ["envs replace", { envs: ["A=1"] }, { envs: "update-replace" }, true],
    ["image replaces", { image: "sha256:2" }, { image: "update-replace" }, true],
    ["command has an order", { command: ["600", "sleep"] }, { command: "update-replace" }, true],
    ["another name needs no delete first", { name: "other" }, { name: "update-replace" }, false],
    [
      "mustRun, wait, destroyGraceSeconds are noted",
      { wait: true, destroyGraceSeconds: 3 },
      { wait: "add", destroyGraceSeconds: "add" },
      false,
    ],
    ["an unknown image replaces", { image: unknown }, { image: "update-replace" }, true],
  ])("%s", async (_what, change, changes, deleteBeforeReplace) => {
    expect(await plugin.diff(type, "id", olds, inputs, { ...inputs, ...change })).toEqual({
      changes,
      deleteBeforeReplace,
    });
  });
});

it("diff: ignoreChanges holds for what the program never set, too", async () => {
  const olds = { ...sleeper, hostname: "chosen" };
  const news = { ...sleeper, image: "sha256:2" };
  const diff = await plugin.diff(type, "id", olds, sleeper, news, ["image", "hostname"]);
  expect(diff).toEqual({ changes: {}, deleteBeforeReplace: false });
});

describe("delete (resourceDockerContainerDelete)", () => {
  it("destroyGraceSeconds lets it end by itself, without it it is killed", async () => {
    const inputs = {
      ...sleeper,
      init: true,
      command: ["sh", "-c", `trap 'touch /d/ended; exit' TERM; while :; do sleep 0.1; done`],
    };
    const volumes = [{ volumeName: `${prefix}-v`, containerPath: "/d" }];
    const { id, outputs } = await plugin.create(type, { ...inputs, volumes, destroyGraceSeconds: 10 });
    await plugin.delete(type, id, outputs);
    await plugin.create(type, { ...sleeper, volumes });
    expect(await output("ls", "/d")).toBe("ended");
  });

  it("gone on read, and deleting it once more is no error", async () => {
    const { id, outputs } = await plugin.create(type, sleeper);
    await plugin.delete(type, id, outputs);
    expect(await plugin.read(type, id, outputs, sleeper)).toBeUndefined();
    await plugin.delete(type, id, { ...outputs, destroyGraceSeconds: 1 });
  });
});

it("secret inputs stay secret in the state", async () => {
  const inputs = { ...sleeper, envs: [new Secret("TOKEN=s3cret-value")] };
  const { outputs } = await plugin.create(type, inputs);
  expect(outputs["envs"]).toEqual(inputs.envs);
});

it("ours: unsupported and wrong inputs are refused by name", async () => {
  const { failures } = await plugin.check(type, {
    ...sleeper,
    gpus: "all",
    mounts: [{ type: "volume", target: "/x", volumeOptions: { noCopy: true } }],
    restart: "sometimes",
    cpus: "lots",
  });
  const no = (input: string) =>
    `stand-in for docker: input \`${input}\` of ${type} is not supported; install the official plugin`;
  expect(failures).toEqual({
    gpus: no("gpus"),
    "mounts[0].volumeOptions": no("mounts[0].volumeOptions"),
    restart: 'restart is "sometimes", expected one of no, on-failure, always, unless-stopped',
    cpus: 'cpus is "lots", expected a number above 0 like "0.5"',
  });
});

import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { Props } from "../../standins/provider/values";
import { base, docker, needBase, prefix, sweep } from "./docker";
import { Plugin } from "./plugin";

// Sources: kreuzwerker/terraform-provider-docker, internal/provider/resource_docker_container_funcs.go; units and
// defaults: SDK @pulumi/docker 5.2.0, container.d.ts.
const type = "docker:index/container:Container";
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

describe("create: each input reaches Docker (resourceDockerContainerCreate)", () => {
  const mib = 1024 * 1024;
  it.each<[string, Props, string, unknown]>([
    ["memory in MB", { memory: 64, memorySwap: 64 }, "HostConfig.Memory", 64 * mib],
    ["memorySwap in MB", { memory: 64, memorySwap: 128 }, "HostConfig.MemorySwap", 128 * mib],
    ["memorySwap -1", { memory: 64, memorySwap: -1 }, "HostConfig.MemorySwap", -1],
    ["cpus", { cpus: "0.125" }, "HostConfig.NanoCpus", 125_000_000],
    ["cpuShares", { cpuShares: 512 }, "HostConfig.CpuShares", 512],
    ["shmSize in MB", { shmSize: 8 }, "HostConfig.ShmSize", 8 * mib],
    ["capabilities", { capabilities: { adds: ["NET_ADMIN"], drops: ["ALL"] } }, "HostConfig.CapAdd", ["NET_ADMIN"]],
    ["drops", { capabilities: { drops: ["SYS_TIME"] } }, "HostConfig.CapDrop", ["SYS_TIME"]],
    ["securityOpts", { securityOpts: ["no-new-privileges"] }, "HostConfig.SecurityOpt", ["no-new-privileges"]],
    ["tmpfs", { tmpfs: { "/run": "size=1m" } }, "HostConfig.Tmpfs", { "/run": "size=1m" }],
    ["hostname", { hostname: "box" }, "Config.Hostname", "box"],
    ["envs", { envs: ["A=1"] }, "Config.Env.0", "A=1"],
    ["labels", { labels: [{ label: "freehold", value: "x" }] }, "Config.Labels.freehold", "x"],
    [
      "entrypoints",
      { entrypoints: ["/bin/sh", "-c"], command: ["exec sleep 600"] },
      "Config.Entrypoint",
      ["/bin/sh", "-c"],
    ],
    ["user", { user: "1000:1000" }, "Config.User", "1000:1000"],
    ["workingDir", { workingDir: "/tmp" }, "Config.WorkingDir", "/tmp"],
    ["stopSignal", { stopSignal: "SIGRTMIN+3" }, "Config.StopSignal", "SIGRTMIN+3"],
    ["stopTimeout", { stopTimeout: 7 }, "Config.StopTimeout", 7],
    ["restart", { restart: "unless-stopped" }, "HostConfig.RestartPolicy.Name", "unless-stopped"],
    ["init", { init: true }, "HostConfig.Init", true],
    ["tty", { tty: true }, "Config.Tty", true],
    ["readOnly", { readOnly: true }, "HostConfig.ReadonlyRootfs", true],
    ["cgroupnsMode", { cgroupnsMode: "private" }, "HostConfig.CgroupnsMode", "private"],
    ["cgroupParent", { cgroupParent: "/fh-contract" }, "HostConfig.CgroupParent", "/fh-contract"],
    ["pidMode", { pidMode: "host" }, "HostConfig.PidMode", "host"],
    ["ipcMode", { ipcMode: "private" }, "HostConfig.IpcMode", "private"],
    ["networkMode", { networkMode: "none" }, "HostConfig.NetworkMode", "none"],
    ["runtime", { runtime: "runc" }, "HostConfig.Runtime", "runc"],
    ["sysctls", { sysctls: { "net.ipv4.ip_forward": "0" } }, "HostConfig.Sysctls", { "net.ipv4.ip_forward": "0" }],
    [
      "ulimits",
      { ulimits: [{ name: "nofile", soft: 99, hard: 100 }] },
      "HostConfig.Ulimits",
      [{ Name: "nofile", Soft: 99, Hard: 100 }],
    ],
    ["dns", { dns: ["10.0.0.9"] }, "HostConfig.Dns", ["10.0.0.9"]],
    ["dnsSearches", { dnsSearches: ["x.test"] }, "HostConfig.DnsSearch", ["x.test"]],
    ["hosts", { hosts: [{ host: "h", ip: "10.0.0.8" }] }, "HostConfig.ExtraHosts", ["h:10.0.0.8"]],
    [
      "logDriver and logOpts",
      { logDriver: "json-file", logOpts: { "max-size": "1m" } },
      "HostConfig.LogConfig",
      { Type: "json-file", Config: { "max-size": "1m" } },
    ],
    [
      "volumes of a name",
      { volumes: [{ volumeName: `${prefix}-v`, containerPath: "/d", readOnly: true }] },
      "HostConfig.Binds",
      [`${prefix}-v:/d:ro`],
    ],
    ["volumes of the host", { volumes: [{ hostPath: "/usr", containerPath: "/u" }] }, "HostConfig.Binds", ["/usr:/u"]],
    [
      "mounts",
      { mounts: [{ type: "tmpfs", target: "/t", tmpfsOptions: { sizeBytes: mib, mode: 448 } }] },
      "HostConfig.Mounts.0.TmpfsOptions",
      { SizeBytes: mib, Mode: 448 },
    ],
    [
      "ports",
      { ports: [{ internal: 80, external: 18_080, ip: "127.0.0.7" }] },
      "HostConfig.PortBindings",
      { "80/tcp": [{ HostIp: "127.0.0.7", HostPort: "18080" }] },
    ],
    ["privileged off", { privileged: false }, "HostConfig.Privileged", false],
    [
      "devices",
      { devices: [{ hostPath: "/dev/null", containerPath: "/dev/x" }] },
      "HostConfig.Devices",
      [{ PathOnHost: "/dev/null", PathInContainer: "/dev/x", CgroupPermissions: "rwm" }],
    ],
    [
      "healthcheck",
      { healthcheck: { tests: ["CMD", "true"], interval: "1m30s", timeout: "5s", retries: 2, startPeriod: "0s" } },
      "Config.Healthcheck",
      { Test: ["CMD", "true"], Interval: 90e9, Timeout: 5e9, Retries: 2 },
    ],
  ])("%s", async (_what, inputs, path, expected) => {
    await plugin.create(type, { ...sleeper, start: false, ...inputs });
    const value = path.split(".").reduce<unknown>((at, key) => (at as Record<string, unknown>)[key], await inspect());
    expect(value).toEqual(expected);
  });
});

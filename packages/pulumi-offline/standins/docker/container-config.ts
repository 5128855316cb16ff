import type { ContainerCreateOptions, HostConfig } from "dockerode";
import type { Plain } from "../provider/values";
import { nanoseconds } from "./duration";
import { labelMap } from "./fields";

const mebibyte = 1024 * 1024;

/** Leaves out what the program did not set: Docker's defaults then hold. */
function set(fields: Plain): Plain {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

const mebibytes = (value: number | undefined) => (value === undefined ? undefined : value * mebibyte);

/** -1 (no limit) and 0 are no sizes. */
const swap = (value: number | undefined) => (value !== undefined && value > 0 ? value * mebibyte : value);

/** What `docker update` can change of a living container (resourceDockerContainerUpdate). */
export function limitConfig(inputs: Plain): Plain {
  return set({
    RestartPolicy: { Name: inputs["restart"] ?? "no", MaximumRetryCount: 0 },
    Memory: mebibytes(inputs["memory"]),
    MemorySwap: swap(inputs["memorySwap"]),
    CpuShares: inputs["cpuShares"],
    NanoCpus: inputs["cpus"] === undefined ? undefined : Math.round(Number(inputs["cpus"]) * 1e9),
  });
}

const portKey = (port: Plain) => `${port["internal"]}/${port["protocol"] ?? "tcp"}`;

function portBindings(ports: Plain[]): NonNullable<HostConfig["PortBindings"]> {
  const bindings: Record<string, { HostIp: string; HostPort: string }[]> = {};
  for (const port of ports) {
    const host = { HostIp: port["ip"] ?? "0.0.0.0", HostPort: port["external"] ? String(port["external"]) : "" };
    bindings[portKey(port)] = [...(bindings[portKey(port)] ?? []), host];
  }
  return bindings;
}

/** `from:to[:ro]`, as volumeSetToDockerVolumes writes it. */
function bind(volume: Plain): string {
  const source = volume["volumeName"] ?? volume["hostPath"];
  return [source, volume["containerPath"], ...(volume["readOnly"] ? ["ro"] : [])].join(":");
}

const mount = (given: Plain) => ({
  Type: given["type"],
  Target: given["target"],
  Source: given["source"] ?? "",
  ReadOnly: given["readOnly"] ?? false,
  ...(given["bindOptions"] && { BindOptions: { Propagation: given["bindOptions"]["propagation"] } }),
  ...(given["tmpfsOptions"] && {
    TmpfsOptions: set({ SizeBytes: given["tmpfsOptions"]["sizeBytes"], Mode: given["tmpfsOptions"]["mode"] }),
  }),
});

function hostConfig(inputs: Plain): Plain {
  const volumes: Plain[] = (inputs["volumes"] ?? []).filter((v: Plain) => v["volumeName"] ?? v["hostPath"]);
  return set({
    ...limitConfig(inputs),
    AutoRemove: inputs["rm"],
    Binds: volumes.map(bind),
    Mounts: (inputs["mounts"] ?? []).map(mount),
    Tmpfs: inputs["tmpfs"],
    PortBindings: portBindings(inputs["ports"] ?? []),
    NetworkMode: inputs["networkMode"],
    Dns: inputs["dns"],
    DnsOptions: inputs["dnsOpts"],
    DnsSearch: inputs["dnsSearches"],
    ExtraHosts: inputs["hosts"]?.map((host: Plain) => `${host["host"]}:${host["ip"]}`),
    CapAdd: inputs["capabilities"]?.["adds"],
    CapDrop: inputs["capabilities"]?.["drops"],
    SecurityOpt: inputs["securityOpts"],
    Privileged: inputs["privileged"],
    ReadonlyRootfs: inputs["readOnly"],
    GroupAdd: inputs["groupAdds"],
    CgroupnsMode: inputs["cgroupnsMode"],
    CgroupParent: inputs["cgroupParent"],
    PidMode: inputs["pidMode"],
    IpcMode: inputs["ipcMode"],
    Runtime: inputs["runtime"],
    Init: inputs["init"],
    ShmSize: mebibytes(inputs["shmSize"]),
    Sysctls: inputs["sysctls"],
    Ulimits: inputs["ulimits"]?.map((u: Plain) => ({ Name: u["name"], Soft: u["soft"], Hard: u["hard"] })),
    Devices: inputs["devices"]?.map((device: Plain) => ({
      PathOnHost: device["hostPath"],
      PathInContainer: device["containerPath"] ?? device["hostPath"],
      CgroupPermissions: device["permissions"] ?? "rwm",
    })),
    LogConfig: inputs["logDriver"] || inputs["logOpts"] ? logConfig(inputs) : undefined,
  });
}

const logConfig = (inputs: Plain) => ({ Type: inputs["logDriver"] ?? "json-file", Config: inputs["logOpts"] ?? {} });

function healthcheck(given: Plain | undefined): Plain | undefined {
  if (!given) return undefined;
  const time = (field: string) => (given[field] === undefined ? undefined : nanoseconds(given[field]));
  return set({
    Test: given["tests"],
    Interval: time("interval"),
    Timeout: time("timeout"),
    StartPeriod: time("startPeriod"),
    StartInterval: time("startInterval"),
    Retries: given["retries"],
  });
}

/** Docker's create request for the inputs of a container (resourceDockerContainerCreate). */
export function createConfig(inputs: Plain): ContainerCreateOptions {
  const ports: Plain[] = inputs["ports"] ?? [];
  const anonymous: Plain[] = (inputs["volumes"] ?? []).filter((v: Plain) => !(v["volumeName"] ?? v["hostPath"]));
  return set({
    name: inputs["name"],
    Image: inputs["image"],
    Hostname: inputs["hostname"],
    Domainname: inputs["domainname"],
    Cmd: inputs["command"],
    Entrypoint: inputs["entrypoints"],
    Env: inputs["envs"],
    User: inputs["user"],
    WorkingDir: inputs["workingDir"],
    Labels: labelMap(inputs["labels"]),
    Tty: inputs["tty"],
    OpenStdin: inputs["stdinOpen"],
    StopSignal: inputs["stopSignal"],
    StopTimeout: inputs["stopTimeout"],
    Healthcheck: healthcheck(inputs["healthcheck"]),
    ExposedPorts: Object.fromEntries(ports.map((port) => [portKey(port), {}])),
    Volumes: Object.fromEntries(anonymous.map((volume) => [volume["containerPath"], {}])),
    HostConfig: hostConfig(inputs),
  }) as ContainerCreateOptions;
}

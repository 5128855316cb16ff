import type { ContainerInspectInfo } from "dockerode";
import type { Plain } from "../provider/values";

const mebibyte = 1024 * 1024;

type Endpoint = ContainerInspectInfo["NetworkSettings"]["Networks"][string];

const networkData = ([networkName, endpoint]: [string, Endpoint]) => ({
  networkName,
  ipAddress: endpoint.IPAddress,
  ipPrefixLength: endpoint.IPPrefixLen,
  gateway: endpoint.Gateway,
  globalIpv6Address: endpoint.GlobalIPv6Address,
  globalIpv6PrefixLength: endpoint.GlobalIPv6PrefixLen,
  ipv6Gateway: endpoint.IPv6Gateway,
  macAddress: endpoint.MacAddress,
});

/** Published ports with the number Docker chose where the program left it open. */
function ports(given: Plain[], info: ContainerInspectInfo): Plain[] {
  return given.map((port) => {
    const key = `${port["internal"]}/${port["protocol"] ?? "tcp"}`;
    const chosen = info.NetworkSettings.Ports?.[key]?.[0]?.HostPort;
    return { ip: "0.0.0.0", protocol: "tcp", ...port, ...(chosen && { external: port["external"] ?? Number(chosen) }) };
  });
}

/** Limits as they are now, for those the program set: what a `docker update` by hand changed is seen. */
function limits(before: Plain, info: ContainerInspectInfo): Plain {
  const host = info.HostConfig;
  const now: Plain = {
    memory: Math.floor((host.Memory ?? 0) / mebibyte),
    memorySwap: (host.MemorySwap ?? 0) > 0 ? Math.floor((host.MemorySwap ?? 0) / mebibyte) : host.MemorySwap,
    cpuShares: host.CpuShares,
    restart: host.RestartPolicy?.Name || "no",
  };
  const set = Object.entries(now).filter(([key]) => before[key] !== undefined);
  const nano = host.NanoCpus ?? 0;
  const cpus = before["cpus"] !== undefined && Math.round(Number(before["cpus"]) * 1e9) !== nano;
  return { ...Object.fromEntries(set), ...(cpus && { cpus: String(nano / 1e9) }) };
}

/**
 * What the official plugin has in the state of a container whose program sets none of it, as recorded. Without these a state
 * of ours would be replaced by it: it takes what is missing for a change.
 */
const unset: Plain = {
  ...{ attach: false, init: false, logs: false, privileged: false, publishAllPorts: false, readOnly: false, rm: false },
  ...{ stdinOpen: false, tty: false, wait: false },
  ...{ cpuShares: 0, maxRetryCount: 0, memory: 0, memoryReservation: 0, memorySwap: 0, stopTimeout: 0 },
  ...{ cpuSet: "", domainname: "", stopSignal: "", user: "", usernsMode: "", workingDir: "" },
  ...{
    devices: [],
    envs: [],
    hosts: [],
    mounts: [],
    ports: [],
    securityOpts: [],
    ulimits: [],
    uploads: [],
    volumes: [],
  },
};

/**
 * Outputs of a container: the inputs, and what Docker says of it. One that must run and is found stopped gets
 * `mustRun: false`, which the next update turns back by starting it.
 */
export function containerOutputs(before: Plain, info: ContainerInspectInfo): Plain {
  const stopped = !info.State.Running && before["mustRun"] !== false && before["start"] !== false;
  return {
    ...unset,
    restart: info.HostConfig.RestartPolicy?.Name || "no",
    hostname: info.Config.Hostname,
    command: info.Config.Cmd ?? [],
    entrypoints: info.Config.Entrypoint ?? [],
    ...before,
    ...limits(before, info),
    ...(before["ports"] && { ports: ports(before["ports"], info) }),
    ...(stopped && { mustRun: false }),
    ...(!info.State.Running && { exitCode: info.State.ExitCode }),
    name: info.Name.replace(/^\//, ""),
    bridge: (info.NetworkSettings as Plain)["Bridge"] ?? "",
    networkDatas: Object.entries(info.NetworkSettings.Networks ?? {}).map(networkData),
  };
}

/** Fills in what a program may leave open, so that only a meant change of ports counts. */
export function settledPorts(news: Plain[] | undefined, olds: Plain[] | undefined): Plain[] | undefined {
  return news?.map((port) => {
    const full: Plain = { ip: "0.0.0.0", protocol: "tcp", ...port };
    const old = olds?.find((o) => o["internal"] === full["internal"] && (o["protocol"] ?? "tcp") === full["protocol"]);
    return full["external"] === undefined && old ? { ...full, external: old["external"] } : full;
  });
}

import { type Defaults, labelShape } from "./fields";

/** Supported inputs of docker:index/container:Container. */
export const shape = {
  name: true,
  image: true,
  hostname: true,
  domainname: true,
  command: true,
  entrypoints: true,
  envs: true,
  user: true,
  groupAdds: true,
  workingDir: true,
  labels: labelShape,
  capabilities: { adds: true, drops: true },
  securityOpts: true,
  privileged: true,
  readOnly: true,
  tmpfs: true,
  volumes: { volumeName: true, containerPath: true, hostPath: true, readOnly: true },
  mounts: {
    type: true,
    source: true,
    target: true,
    readOnly: true,
    bindOptions: { propagation: true },
    tmpfsOptions: { mode: true, sizeBytes: true },
  },
  uploads: { file: true, content: true, contentBase64: true, executable: true, permissions: true },
  devices: { hostPath: true, containerPath: true, permissions: true },
  networkMode: true,
  networksAdvanced: { name: true, aliases: true, ipv4Address: true },
  ports: { internal: true, external: true, ip: true, protocol: true },
  dns: true,
  dnsOpts: true,
  dnsSearches: true,
  hosts: { host: true, ip: true },
  memory: true,
  memorySwap: true,
  cpus: true,
  cpuShares: true,
  shmSize: true,
  sysctls: true,
  ulimits: { name: true, soft: true, hard: true },
  cgroupnsMode: true,
  cgroupParent: true,
  pidMode: true,
  ipcMode: true,
  runtime: true,
  init: true,
  tty: true,
  stdinOpen: true,
  logDriver: true,
  logOpts: true,
  restart: true,
  stopSignal: true,
  stopTimeout: true,
  destroyGraceSeconds: true,
  healthcheck: { tests: true, interval: true, timeout: true, startPeriod: true, startInterval: true, retries: true },
  start: true,
  mustRun: true,
  wait: true,
  waitTimeout: true,
  containerReadRefreshTimeoutMilliseconds: true,
  rm: true,
  removeVolumes: true,
} as const;

/** What the official check puts in where the program says nothing. */
export const defaults: Defaults = {
  containerReadRefreshTimeoutMilliseconds: 15_000,
  networkMode: "bridge",
  removeVolumes: true,
  start: true,
  waitTimeout: 60,
};

/** Not ForceNew in resource_docker_container.go: these `docker update` changes. `cpus` is ForceNew. */
export const limits = ["restart", "memory", "memorySwap", "cpuShares"];

/**
 * Not ForceNew, and its Update does nothing with them: they count from the next creation (or deletion) on. `mustRun`
 * starts a container that was found stopped.
 */
export const noted = [
  "mustRun",
  "start",
  "wait",
  "waitTimeout",
  "containerReadRefreshTimeoutMilliseconds",
  "rm",
  "removeVolumes",
  "destroyGraceSeconds",
  "tmpfs",
  "healthcheck",
  "init",
];

/** schema.TypeSet in the Terraform provider. */
export const sets = [
  "envs",
  "groupAdds",
  "labels",
  "capabilities",
  "securityOpts",
  "volumes",
  "mounts",
  "uploads",
  "devices",
  "networksAdvanced",
  "ports",
  "dns",
  "dnsOpts",
  "dnsSearches",
  "hosts",
  "ulimits",
];

const restarts = ["no", "on-failure", "always", "unless-stopped"];

/** Values that Docker would take and read otherwise than meant, or refuse without naming the input. */
export function faults(inputs: Record<string, unknown>): Record<string, string> {
  const found: Record<string, string> = {};
  const restart = inputs["restart"];
  if (typeof restart === "string" && !restarts.includes(restart)) {
    found["restart"] = `restart is ${JSON.stringify(restart)}, expected one of ${restarts.join(", ")}`;
  }
  const cpus = inputs["cpus"];
  if (typeof cpus === "string" && !(Number(cpus) > 0)) {
    found["cpus"] = `cpus is ${JSON.stringify(cpus)}, expected a number above 0 like "0.5"`;
  }
  return found;
}

/** compose.yaml files that reach for the server. `line` is what the refusal must name; the text is the blog's own, changed. */
export interface HostileStack {
  readonly name: string;
  /** Lines put after `    build: ./app` (or nginx), which then is line `after`. */
  readonly lines: readonly string[];
  readonly service?: "app" | "nginx";
  /** Which of the lines must be named, from 0. */
  readonly named?: number;
  readonly words: string;
}

const volume = "may have tmpfs only: app sees no file of the server";
const namespaces = "containers may not join other namespaces";

export const hostileStacks: readonly HostileStack[] = [
  { name: "privileged", lines: ["privileged: true"], words: "services.app.privileged is not allowed" },
  { name: "a capability", lines: ["cap_add: [SYS_ADMIN]"], words: "services.app.cap_add is not allowed" },
  { name: "a device", lines: ['devices: ["/dev/mem"]'], words: "services.app.devices is not allowed" },
  { name: "the host's network", lines: ["network_mode: host"], words: "services.app.network_mode is not allowed" },
  { name: "the host's processes", lines: ["pid: host"], words: namespaces },
  { name: "the host's IPC", lines: ["ipc: host"], words: namespaces },
  { name: "the host's users", lines: ["userns_mode: host"], words: namespaces },
  { name: "the host's name", lines: ["uts: host"], words: namespaces },
  { name: "the host's cgroup", lines: ["cgroup: host"], words: namespaces },
  { name: "a sysctl", lines: ["sysctls: [net.ipv4.ip_forward=1]"], words: "services.app.sysctls is not allowed" },
  { name: "no seccomp", lines: ['security_opt: ["seccomp:unconfined"]'], words: "services.app.security_opt is not" },
  { name: "an image of its own", lines: ["image: debian"], words: "services.app.image is not allowed" },
  { name: "another's secret", lines: ["secrets: [key]"], words: "services.app.secrets is not allowed" },
  { name: "another's config", lines: ["configs: [key]"], words: "services.app.configs is not allowed" },
  { name: "a file of the server's environment", lines: ["env_file: /etc/environment"], words: "services.app.env_file" },
  { name: "the server's variables", lines: ['command: ["$HOME"]'], words: "services.app.command may not contain $" },
  { name: "a port of its own", lines: ['ports: ["22:22"]'], words: "services.app.ports is not allowed" },
  { name: "a log driver", lines: ["logging: {driver: syslog}"], words: "services.app.logging is not allowed" },
  {
    name: "another file",
    lines: ["extends: {file: x.yaml, service: y}"],
    words: "services.app.extends is not allowed",
  },
  {
    name: "a merge",
    lines: ["x-a: &a {privileged: true}", "<<: *a"],
    named: 0,
    words: "services.app.privileged is not",
  },
  { name: "an alias", lines: ["working_dir: &h host", "pid: *h"], named: 1, words: namespaces },
  { name: "a tag", lines: ["privileged: !!python/object:os.system x"], words: "the tag" },
  { name: "a key written twice", lines: ["read_only: true"], words: "the key 'read_only' is there twice" },
];

/** Stacks made by changing a line of the blog's own. `from` is what the line has. */
export const changedStacks = [
  {
    name: "root",
    from: "user:",
    to: 'user: "0:0"',
    drop: 0,
    words: "services.app.user must be the number of a user that is not root",
  },
  { name: "the root directory", from: "- type: tmpfs", to: '- "/:/host"', drop: 3, words: volume },
  { name: "Docker's socket", from: "- type: tmpfs", to: '- "/var/run/docker.sock:/s"', drop: 3, words: volume },
  {
    name: "a mount of nginx elsewhere",
    from: "source: ./nginx/conf",
    to: "source: /etc",
    drop: 0,
    words: "services.nginx.volumes may have tmpfs and",
  },
  {
    name: "a build with the host's network",
    from: "build: ./app",
    to: "build: {context: ./app, network: host}",
    drop: 0,
    words: "services.app.build.network is not allowed",
  },
  {
    name: "a build of the whole tree",
    from: "build: ./app",
    to: "build: .",
    drop: 0,
    words: "services.app.build.context must be ./app",
  },
  {
    name: "another port",
    from: "published: 80",
    to: "published: 22",
    drop: 0,
    words: "services.nginx.ports must be",
  },
  {
    name: "a third service",
    from: "services:",
    to: "services:\n  miner: {build: ./app}",
    drop: 0,
    words: "services.miner",
  },
] as const;

/** The text with the lines put in under `build:`, and the line number that must be named. */
export function putIn(
  compose: string,
  { lines, service = "app", named = 0 }: HostileStack,
): { text: string; line: number } {
  const all = compose.split("\n");
  const at = all.indexOf(`    build: ./${service}`) + 1;
  all.splice(at, 0, ...lines.map((line) => `    ${line}`));
  return { text: all.join("\n"), line: at + 1 + named };
}

export function changed(
  compose: string,
  { from, to, drop }: { from: string; to: string; drop: number },
): { text: string; line: number } {
  const all = compose.split("\n");
  const at = all.findIndex((line) => line.trimStart().startsWith(from));
  const indent = /^ */.exec(all[at] as string)?.[0] ?? "";
  all.splice(at, 1 + drop, ...`${indent}${to}`.split("\n"));
  return { text: all.join("\n"), line: at + 1 };
}

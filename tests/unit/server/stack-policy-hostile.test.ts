import { expect, test } from "vitest";
import { type Judged, judgeStacks } from "./judge-stacks";

/** A small stack that is allowed; `app` and `nginx` get more lines, `top` is put before and `end` after it. */
const stack = ({ app = "", nginx = "", top = "", end = "" }) => `${top}services:
  app:
    build: ./app
${app}  nginx:
    build: ./nginx
${nginx}    ports: [{target: 8080, published: 80, protocol: tcp, mode: host}]
networks:
  backend: {internal: true}
${end}`;

function refusals({ status, stdout, stderr }: Judged): string[] {
  expect(status, stderr).toBe(1);
  expect(stdout).toBe("");
  return stderr.trimEnd().split("\n");
}

const other = "containers may not join other namespaces";
const unknown = "it is not among the keys that the server knows";

const table: [string, string, string[]][] = [
  [
    "a host mount, short",
    stack({ app: "    volumes: ['/:/host']\n" }),
    ["4: services.app.volumes may have tmpfs only: app sees no file of the server"],
  ],
  [
    "a host mount, long",
    stack({ nginx: "    volumes:\n      - type: bind\n        source: /etc\n        target: /etc/nginx/conf.d\n" }),
    ["7: services.nginx.volumes may have tmpfs and ./nginx/conf:/etc/nginx/conf.d:ro only"],
  ],
  [
    "our mount, writable",
    stack({ nginx: "    volumes: ['./nginx/conf:/etc/nginx/conf.d']\n" }),
    ["6: services.nginx.volumes may have tmpfs and ./nginx/conf:/etc/nginx/conf.d:ro only"],
  ],
  [
    "our mount by a detour",
    stack({ nginx: "    volumes: ['./nginx/conf/../../..:/etc/nginx/conf.d:ro']\n" }),
    ["6: services.nginx.volumes may have tmpfs and ./nginx/conf:/etc/nginx/conf.d:ro only"],
  ],
  [
    "the docker socket",
    stack({ app: "    volumes:\n      - /var/run/docker.sock:/var/run/docker.sock\n" }),
    ["5: services.app.volumes may have tmpfs only: app sees no file of the server"],
  ],
  [
    "a bind hidden in a tmpfs",
    stack({ app: "    volumes: [{type: tmpfs, source: /etc, target: /x}]\n" }),
    ["4: services.app.volumes of type tmpfs may have target and tmpfs.size only"],
  ],
  [
    "privileged",
    stack({ app: "    privileged: true\n" }),
    ["4: services.app.privileged is not allowed (a container may not be root on the server)"],
  ],
  [
    "capabilities",
    stack({ nginx: "    cap_add: [SYS_ADMIN]\n" }),
    ["6: services.nginx.cap_add is not allowed (containers run without capabilities)"],
  ],
  ["fewer capabilities dropped", stack({ app: "    cap_drop: [CHOWN]\n" }), ["4: services.app.cap_drop must be [ALL]"]],
  [
    "devices",
    stack({ app: "    devices: ['/dev/sda:/dev/sda']\n" }),
    ["4: services.app.devices is not allowed (containers get no device)"],
  ],
  [
    "host network",
    stack({ app: "    network_mode: host\n" }),
    ["4: services.app.network_mode is not allowed (containers may not join the server's network)"],
  ],
  [
    "host network as a network",
    stack({ app: "    networks: [host]\n" }),
    ["4: services.app.networks names the network 'host', which this file does not declare"],
  ],
  [
    "host network by another name",
    stack({ end: "  edge: {external: true, name: host}\n" }),
    [
      `9: networks.edge.external is not allowed (${unknown})`,
      "9: networks.edge.name is not allowed (the server gives the names itself)",
    ],
  ],
  ["pid", stack({ app: "    pid: host\n" }), [`4: services.app.pid is not allowed (${other})`]],
  ["ipc", stack({ app: "    ipc: host\n" }), [`4: services.app.ipc is not allowed (${other})`]],
  [
    "user namespace",
    stack({ app: "    userns_mode: host\n" }),
    [`4: services.app.userns_mode is not allowed (${other})`],
  ],
  [
    "sysctls",
    stack({ app: "    sysctls: {net.ipv4.ip_forward: 1}\n" }),
    ["4: services.app.sysctls is not allowed (the kernel's settings are the operator's)"],
  ],
  [
    "security options",
    stack({ app: "    security_opt: [seccomp=unconfined]\n" }),
    ["4: services.app.security_opt is not allowed (the server sets security options itself)"],
  ],
  [
    "ports of app",
    stack({ app: "    ports: ['22:22']\n" }),
    ["4: services.app.ports is not allowed (only nginx publishes ports)"],
  ],
  [
    "another port of nginx",
    stack({}).replace("published: 80,", "published: 22,"),
    ["6: services.nginx.ports must be {target: 8080, published: 80, protocol: tcp, mode: host} (or 8443 and 443)"],
  ],
  [
    "build with host network",
    stack({}).replace("build: ./app", "build: {context: ./app, network: host}"),
    ["3: services.app.build.network is not allowed (images are built from their folder alone)"],
  ],
  [
    "build from elsewhere",
    stack({}).replace("build: ./app", "build: /etc"),
    ["3: services.app.build.context must be ./app, not '/etc'"],
  ],
  [
    "a foreign image",
    stack({ app: "    image: docker.io/evil/miner\n" }),
    ["4: services.app.image is not allowed (the server builds and names the images itself)"],
  ],
  [
    "root in the container",
    stack({ app: "    user: '0'\n" }),
    [`4: services.app.user must be the number of a user that is not root, such as "10001:10001", not '0'`],
  ],
  [
    "root's group",
    stack({ app: "    user: '1000:0'\n" }),
    [`4: services.app.user must be the number of a user that is not root, such as "10001:10001", not '1000:0'`],
  ],
  [
    "secrets of others",
    stack({ app: "    secrets: [x]\n", top: "secrets: {x: {file: /etc/shadow}}\n" }),
    [
      "1: secrets is not allowed (the server has no secret for a stack)",
      "5: services.app.secrets is not allowed (the server has no secret for a stack)",
    ],
  ],
  [
    "the server's environment",
    stack({ app: "    environment: {A: $SSH_KEY}\n" }),
    ["4: services.app.environment.A may not contain $"],
  ],
  [
    "the server's environment without a value",
    stack({ app: "    environment: [HOME]\n" }),
    ["4: services.app.environment must be NAME=value, not 'HOME' (the server has no value to lend)"],
  ],
  [
    "env_file",
    stack({ app: "    env_file: /etc/freehold/x\n" }),
    ["4: services.app.env_file is not allowed (everything must be in this one file)"],
  ],
  [
    "a third service",
    stack({}).replace("networks:\n", "  miner:\n    build: ./app\nnetworks:\n"),
    [
      "7: services.miner is not allowed (the server runs app and nginx)",
      "8: services.miner.build.context must be ./miner, not './app'",
    ],
  ],
  [
    "hidden by an anchor",
    stack({ top: "x-a: &a\n  privileged: true\n" }).replace(
      "  app:\n    build: ./app",
      "  app:\n    <<: *a\n    build: ./app",
    ),
    ["2: services.app.privileged is not allowed (a container may not be root on the server)"],
  ],
  [
    "hidden by a merge of merges",
    stack({ top: "x-a: &a {pid: host}\nx-b: &b\n  <<: [*a]\n" }).replace(
      "    build: ./app",
      "    <<: *b\n    build: ./app",
    ),
    [`1: services.app.pid is not allowed (${other})`],
  ],
  ["a key twice", stack({ app: "    build: ./app\n" }), ["4: the key 'build' is there twice"]],
  ["an alias of itself", "services: &s\n  app: *s\n", ["2: an alias contains itself"]],
  [
    "a Python object",
    "services: !!python/object/apply:os.system [id]\n",
    ["1: the tag tag:yaml.org,2002:python/object/apply:os.system is not allowed"],
  ],
  ["two documents", `${stack({})}---\nservices: {}\n`, ["9: is not YAML: but found another document"]],
  ["not YAML", "services: [\n", ["2: is not YAML: expected the node content, but found '<stream end>'"]],
  ["empty", "", ["1: must be a mapping with `services`"]],
  ["nothing of it", "services: {}\n", ["1: services.app is missing", "1: services.nginx is missing"]],
  ["a number as key", stack({ app: "    1: x\n" }), ["4: a key must be text: write it in quotes, not as 1"]],
  [
    "an endless stack of tasks",
    stack({ app: "    deploy: {replicas: 400}\n" }),
    ["4: services.app.deploy.replicas must be a number from 1 to 4, not 400"],
  ],
  [
    "placed by label",
    stack({ app: "    deploy: {labels: {a: b}}\n" }),
    [`4: services.app.deploy.labels is not allowed (${unknown})`],
  ],
];

const several = stack({ app: "    privileged: true\n    pid: host\n", nginx: "    volumes: ['/:/x']\n" });
const bomb = ["x-0: &n0 [a, a, a, a, a, a, a, a, a, a]"];
for (let i = 1; i < 10; i++)
  bomb.push(
    `x-${i}: &n${i} [${Array(10)
      .fill(`*n${i - 1}`)
      .join(", ")}]`,
  );
const long = `# ${"x".repeat(70_000)}\n${stack({})}`;

// One Python for all of them: its start takes longer than the checks.
const judged = judgeStacks([...table.map((row) => row[1]), several, `${bomb.join("\n")}\n${stack({})}`, long, "a\xff"]);
const extra = (i: number) => refusals(judged[table.length + i] as Judged);

test.each(table.map(([name, , expected], i) => [name, expected, i] as const))(
  "refuses %s, with the line",
  (_name, expected, i) => {
    expect(refusals(judged[i] as Judged)).toEqual(expected.map((line) => `compose.yaml:${line}`));
  },
);

test("names every problem at once, in the order of lines", () => {
  expect(extra(0).map((line) => line.split(" ")[0])).toEqual(["compose.yaml:4:", "compose.yaml:5:", "compose.yaml:8:"]);
});

test("an alias bomb is refused, not unfolded", () => {
  expect(extra(1)).toEqual(["compose.yaml:1: has more than 5000 values once aliases are followed"]);
});

test("a file of 70 kB and bytes that are no UTF-8 are refused", () => {
  expect(extra(2)).toEqual(["compose.yaml:1: has more than 65536 bytes, which is all that is read"]);
  expect(extra(3)).toEqual(["compose.yaml:1: is not UTF-8 (invalid start byte)"]);
});

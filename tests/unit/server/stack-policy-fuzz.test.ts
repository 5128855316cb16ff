import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import fc from "fast-check";
import { load } from "js-yaml";
import { expect, test } from "vitest";
import { judgeStacks } from "./judge-stacks";

/** Printed with a failure; another run with the same seed makes the same files. */
const seed = Number(process.env["FREEHOLD_SEED"] ?? 20261125);
const own = load(readFileSync(resolve(__dirname, "../../../compose.yaml"), "utf8")) as Tree;

type Tree = { [key: string]: unknown };
const isTree = (value: unknown): value is Tree => typeof value === "object" && value !== null;

/** What a hostile file would try, besides what the policy knows. */
const keys = fc.constantFrom(
  ...["privileged", "image", "build", "user", "volumes", "tmpfs", "ports", "networks", "environment", "command"],
  ...["entrypoint", "healthcheck", "deploy", "cap_add", "cap_drop", "devices", "pid", "ipc", "read_only", "secrets"],
  ...["configs", "extends", "env_file", "labels", "sysctls", "x-a", "<<", "internal", "driver", "external", "name"],
  ...["limits", "memory", "pids", "replicas", "mode", "order", "interval", "test", "target", "source", "size", "type"],
);
const words = fc.constantFrom(
  ...["host", "root", "0", "0:0", "10001:0", "/", "/etc", "/var/run/docker.sock:/s", "$HOME", "{{.Node}}", "16M"],
  ...["999g", "1us", "9999h", "bind", "tmpfs", "./app", "..", "http://x", "\u001b[2J", "\u0660", "", "true", "ingress"],
);
const value = fc.letrec((tie) => ({
  any: fc.oneof(
    { maxDepth: 3 },
    words,
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
    fc.double(),
    fc.array(tie("any"), { maxLength: 4 }),
    fc.dictionary(keys, tie("any"), { maxKeys: 4 }),
  ),
})).any;

/** One change: where (a walk down from the top, by numbers), what key, what value; `drop` takes the key away instead. */
const change = fc.record({
  walk: fc.array(fc.nat(20), { maxLength: 6 }),
  key: keys,
  value,
  drop: fc.boolean(),
  replace: fc.boolean(),
});

type Change = typeof change extends fc.Arbitrary<infer T> ? T : never;

function apply(stack: Tree, { walk, key, value, drop, replace }: Change): void {
  let at: Tree = stack;
  let name = key;
  for (const step of walk) {
    const inside = Object.keys(at);
    const next = inside[step % Math.max(1, inside.length)];
    if (next === undefined) break;
    name = next;
    const child = at[next];
    if (!isTree(child)) break;
    at = child;
  }
  if (drop) delete at[name];
  else at[replace ? name : key] = value;
}

const files = fc.sample(fc.array(change, { minLength: 1, maxLength: 4 }), { seed, numRuns: 800 }).map((changes) => {
  const stack = structuredClone(own);
  for (const one of changes) apply(stack, one);
  // JSON is YAML; PyYAML reads escapes of surrogates as they are.
  return Buffer.from(JSON.stringify(stack, null, 1), "utf8").toString("latin1");
});

interface Service {
  readonly [key: string]: unknown;
  readonly deploy: { readonly replicas?: number; readonly resources: { limits: { memory: string; pids: number } } };
}

const mounts = ["nginx/conf", "nginx/www", "nginx/tls", "nginx/challenge", "nginx/content", "content"].map(
  (name) => `/var/lib/freehold/${name}`,
);
const allowedKeys =
  /^(image|user|read_only|cap_drop|volumes|networks|ports|environment|healthcheck|deploy|command|entrypoint|stop_grace_period|stop_signal|init|working_dir)$/;

/** A second, short table of what may be deployed at all. Lists what is wrong with an accepted stack. */
function wrong(name: string, service: Service): string[] {
  const found = Object.keys(service).filter((key) => !allowedKeys.test(key));
  const limits = service.deploy.resources.limits;
  const check = (what: string, right: boolean) => right || found.push(`${what}: ${JSON.stringify(service[what])}`);
  check("image", new RegExp(`^freehold\\.invalid/${name}:[ab]{40}$`).test(String(service["image"])));
  check("user", service["user"] === undefined || /^[1-9]\d*:[1-9]\d*$/.test(String(service["user"])));
  check("read_only", service["read_only"] === true);
  check("cap_drop", JSON.stringify(service["cap_drop"]) === '["ALL"]');
  check("deploy", limits.pids >= 1 && limits.pids <= 1024 && (service.deploy.replicas ?? 1) <= 4);
  for (const mount of service["volumes"] as { type: string; source?: string; read_only?: boolean }[])
    check("volumes", mount.type === "tmpfs" || (mounts.includes(mount.source ?? "") && mount.read_only === true));
  for (const port of (service["ports"] ?? []) as { published: number }[])
    check("ports", name === "nginx" && [80, 443].includes(port.published));
  check("environment", !JSON.stringify({ ...service, healthcheck: undefined }).includes("$"));
  return found;
}

test(`800 changed stacks (seed ${seed}): refused with a line each, or within the second table`, () => {
  const judged = judgeStacks(files);
  const bad: unknown[] = [];
  let accepted = 0;
  for (const [i, { status, stdout, stderr }] of judged.entries()) {
    if (status === 0) {
      accepted++;
      const stack = JSON.parse(stdout) as { services: Record<string, Service>; networks: Record<string, Tree> };
      const found = Object.entries(stack.services).flatMap(([name, service]) => wrong(name, service));
      const networks = Object.values(stack.networks).filter(({ driver }) => driver !== "overlay");
      if (found.length + networks.length > 0) bad.push({ file: files[i], found, networks });
    } else if (!/^(compose\.yaml:\d+: [^\n]+\n)+$/.test(stderr)) bad.push({ file: files[i], stderr });
    // biome-ignore lint/suspicious/noControlCharactersInRegex: what must not reach a terminal
    if (/[\0-\x08\x0b-\x1f\x7f]/.test(stderr)) bad.push({ file: files[i], stderr });
  }
  expect(bad).toEqual([]);
  // Else the generator makes only nonsense, or only what is allowed anyway.
  expect(accepted).toBeGreaterThan(50);
  expect(judged.length - accepted).toBeGreaterThan(300);
});

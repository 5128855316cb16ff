import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { makePlan } from "../../infra/plan";
import { readSettings } from "../../infra/settings/read";
import { settled } from "../support/program/registered";

/**
 * Nothing replaces a running server unasked, by the rules of Pulumi's own plugins: each input that replaces is in `ignoreChanges`,
 * or is listed here with the reason why it cannot change.
 */
interface Registered {
  readonly inputs: object;
  readonly ignored: readonly string[];
}
const registered = new Map<string, Registered>();
let lastIgnored: string[] = [];

beforeAll(async () => {
  await pulumi.runtime.setMocks({
    newResource: ({ type, name, inputs }) => {
      registered.set(`${type.split(":").at(-1)} ${name}`, { inputs, ignored: lastIgnored });
      return {
        id: `${name}-id`,
        state: { ...inputs, imageId: "i", publicIp: "198.51.100.7", ipAddress: "203.0.113.9" },
      };
    },
    call: ({ token }) =>
      token.endsWith("getImages")
        ? { images: [{ id: "i" }] }
        : { vnicAttachments: [{ vnicId: "v", state: "ATTACHED" }] },
  });
  // Mocks are not told of options: the request has them.
  // biome-ignore lint/suspicious/noExplicitAny: the mock monitor's own type is not exported.
  const monitor = pulumi.runtime.getMonitor() as any;
  monitor.registerErrorHook = (_: unknown, done: (error: null, answer: object) => void) => done(null, {});
  const register = monitor.registerResource.bind(monitor);
  monitor.registerResource = (request: { getIgnorechangesList(): string[] }, ...rest: unknown[]) => {
    lastIgnored = request.getIgnorechangesList();
    return register(request, ...rest);
  };
});
beforeEach(() => registered.clear());

function plan(raw: Record<string, string>) {
  const reading = readSettings(raw);
  if ("problems" in reading) throw new Error(reading.problems.join("\n"));
  return makePlan("blog", reading.settings);
}

function find(name: string): Registered {
  const found = registered.get(name);
  if (!found) throw new Error(`${name} is not among ${[...registered.keys()].join(", ")}`);
  return found;
}

/** `sourceDetails.sourceId` and the like; lists are one value. */
function paths(value: object, prefix = ""): string[] {
  return Object.entries(value).flatMap(([key, item]) =>
    typeof item === "object" && item !== null && !Array.isArray(item)
      ? [`${prefix}${key}`, ...paths(item, `${prefix}${key}.`)]
      : [`${prefix}${key}`],
  );
}

const covers = (ignored: readonly string[], path: string) =>
  ignored.some((one) => path === one || path.startsWith(`${one}.`));

describe("the rehearsed server (docker:Container)", () => {
  /** Inputs of resource_docker_container.go without ForceNew; measured where named in c-docker-container.log. */
  const inPlace = ["memory", "memorySwap", "restart", "mustRun", "tmpfs", "destroyGraceSeconds"];
  /** Why an input that replaces may count: the name is the stack's, and another stack is another server. */
  const cannotChange = ["name"];

  it("each input that replaces is ignored", async () => {
    const { RehearsalServer } = await import("../../infra/targets/rehearsal");
    const server = new RehearsalServer("rehearsal", { plan: plan({ cpuLimit: "0.5" }), userData: "I2Nsb3Vk" });
    await Promise.all([settled(server.id), settled(server.sshHost)]);
    const { inputs, ignored } = find("Container machine");
    const replacing = Object.keys(inputs).filter((key) => !inPlace.includes(key) && !cannotChange.includes(key));
    expect(replacing).toContain("cpus");
    expect(replacing.filter((key) => !ignored.includes(key))).toEqual([]);
  });
});

/** `Instance metadata.user_data = … -> some replaces=["__meta"] …`; an object as the value speaks for each of its fields. */
interface Rule {
  readonly kind: string;
  readonly path: string;
  readonly replaces: boolean;
}
const rules = readFileSync(
  join(__dirname, "../../packages/pulumi-offline/tests/contract/recorded/oci-diff-rules.txt"),
  "utf8",
)
  .split("\n")
  .flatMap((line): Rule[] => {
    const [, kind, path, value, replaces] = /^(\w+) (\S+) = (.*) -> \w+ replaces=\[(.*?)\]/.exec(line) ?? [];
    if (kind === undefined || path === undefined || value === undefined) return [];
    const inner = value.startsWith("{") ? Object.keys(JSON.parse(value)).map((field) => `${path}.${field}`) : [];
    const fields = [path, ...inner];
    return fields.map((field) => ({ kind, path: field, replaces: replaces !== "" }));
  });

describe("the server at Oracle", () => {
  /** Inputs that replace and count, and why that never happens to a running server. */
  const cannotChange: Record<string, string> = {
    "createVnicDetails.subnetId": "the subnet is replaced by nothing, see the rows of Vcn and Subnet",
    vcnId: "the VCN is replaced by nothing",
  };
  /** Inputs that were not measured: constants that Oracle cannot change at all. */
  const unmeasured = ["sourceDetails.sourceType"];

  beforeEach(async () => {
    const { OracleServer } = await import("../../infra/targets/oracle");
    const account = {
      ...{ tenancy: "t", region: "r", homeRegion: "r", compartment: "c", domains: ["AD-1"] },
      ...{ instances: [], volumes: [], vcns: [], reserved: [] },
    };
    const args = { plan: plan({ target: "oracle", shape: "arm" }), account, userData: "d", operatorKey: "k" };
    const server = new OracleServer("oracle", { ...args, readersAfter: () => [] }, {});
    await Promise.all([settled(server.id), settled(server.url)]);
  });

  it.each([
    ["Instance", "Instance oracle-machine"],
    ["Vcn", "Vcn oracle-vcn"],
    ["Subnet", "Subnet oracle-subnet"],
  ])("%s: each input that replaces is ignored", (kind, name) => {
    const { inputs, ignored } = find(name);
    const own = paths(inputs);
    const replacing = rules.filter((rule) => rule.kind === kind && rule.replaces && own.includes(rule.path));
    expect(replacing.length).toBeGreaterThan(0);
    const counting = replacing.map((rule) => rule.path).filter((path) => !covers(ignored, path));
    expect(counting.filter((path) => !(path in cannotChange))).toEqual([]);
  });

  it("each input of the machine was measured", () => {
    const measured = rules.filter((rule) => rule.kind === "Instance").map((rule) => rule.path);
    const unknown = paths(find("Instance oracle-machine").inputs).filter(
      (path) => !measured.some((one) => one === path || one.startsWith(`${path}.`) || path.startsWith(`${one}.`)),
    );
    expect(unknown).toEqual(unmeasured);
  });
});

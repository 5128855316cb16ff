import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Props, Value } from "../../standins/provider/values";
import { Plugin } from "./plugin";

/** A resource of a state that Pulumi's own plugins made (recorded/README.md). */
interface Recorded {
  readonly type: string;
  readonly urn: string;
  readonly inputs: Props;
  readonly outputs: Props;
  readonly ignoreChanges?: string[];
}

const recorded = JSON.parse(readFileSync(join(__dirname, "recorded", "rehearsal-stack.json"), "utf8")) as Recorded[];
const named = (ending: string) => recorded.find(({ urn }) => urn.endsWith(`::${ending}`)) as Recorded;

/** Inputs as a program gives them: without what a check put in. */
function asGiven(value: Value): Value {
  if (Array.isArray(value)) return value.map(asGiven);
  if (typeof value !== "object" || value === null) return value;
  const { __defaults, ...rest } = value as Props;
  const added = (__defaults as string[] | undefined) ?? [];
  const kept = Object.entries(rest).filter(([key]) => !added.includes(key));
  return Object.fromEntries(kept.map(([key, item]) => [key, asGiven(item)]));
}

const plugins: Record<string, Plugin> = {};
beforeAll(async () => {
  for (const name of ["command", "docker"] as const) plugins[name] = await new Plugin(name).start();
});
afterAll(async () => {
  for (const plugin of Object.values(plugins)) await plugin.stop();
});
const pluginOf = ({ type }: Recorded) => plugins[type.split(":")[0] as string] as Plugin;

describe.each(recorded.map((one) => [one.urn.split("$").pop() as string, one] as const))("%s", (_name, one) => {
  const { inputs, outputs } = one;

  it("check answers as the official plugin did", async () => {
    expect(await pluginOf(one).check(one.type, asGiven(inputs) as Props)).toEqual({ inputs, failures: {} });
  });

  it("a state of official shape is no difference, with and without ignoreChanges", async () => {
    for (const ignore of [[], one.ignoreChanges ?? []]) {
      const diff = await pluginOf(one).diff(one.type, "id", outputs, inputs, inputs, ignore);
      expect(diff.changes).toEqual({});
    }
  });
});

/** Rules of the official schemas: measured (c-docker-container.log), and ForceNew of terraform-provider-docker 4. */
describe("a change of one input of the server", () => {
  const machine = named("machine");
  const { inputs, outputs } = machine;
  const replaced = "update-replace";
  it.each<[string, Value, string]>([
    ["image", "sha256:2", replaced],
    ["name", "other", replaced],
    ["hostname", "other", replaced],
    ["envs", ["A=1"], replaced],
    ["labels", [{ label: "freehold", value: "other" }], replaced],
    ["capabilities", { adds: ["ALL"], drops: [] }, replaced],
    ["securityOpts", ["apparmor=unconfined"], replaced],
    ["cgroupnsMode", "host", replaced],
    ["networkMode", "host", replaced],
    ["networksAdvanced", [{ name: "other" }], replaced],
    ["volumes", [{ containerPath: "/other" }], replaced],
    ["uploads", [{ file: "/other", content: "x" }], replaced],
    ["stopTimeout", 31, replaced],
    ["cpus", "1", "add-replace"],
    ["tmpfs", { "/run": "" }, "update"],
    ["memory", 2048, "update"],
    ["memorySwap", 2048, "update"],
    ["restart", "always", "update"],
    ["mustRun", true, "update"],
    ["destroyGraceSeconds", 6, "update"],
    ["start", false, "update"],
    ["removeVolumes", false, "update"],
    ["waitTimeout", 61, "update"],
    ["containerReadRefreshTimeoutMilliseconds", 1, "update"],
  ])("%s", async (key, value, kind) => {
    const { changes } = await pluginOf(machine).diff(machine.type, "id", outputs, inputs, { ...inputs, [key]: value });
    expect(changes).toEqual({ [key]: kind });
  });
});

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Props, Value } from "../../standins/provider/values";
import { Plugin } from "./plugin";

/** The stand-in of `oci` answers `check` and `diff` as the official plugin did. Nothing is asked of a cloud (recorded/README.md). */
interface Recorded {
  readonly type: string;
  readonly inputs: Props;
  readonly outputs: Props;
}

const read = (file: string) => readFileSync(join(__dirname, "recorded", file), "utf8");
const recorded = (JSON.parse(read("oracle-stack.json")) as Recorded[]).filter(({ type }) => !/Report$/.test(type));

/** `Instance shape = "VM…" -> some replaces=["…"] dbr=false {…}`. */
const rules = read("oci-diff-rules.txt")
  .split("\n")
  .flatMap((line) => {
    const match = /^(\w+) (\S+) = (.*) -> (?:some|none) replaces=(\[.*?\]) dbr=\w+ (\{.*\})$/.exec(line);
    return match?.[2]
      ? [{ line, kind: match[1], path: match[2], value: match[3], replaces: match[4], changes: match[5] }]
      : [];
  });

let plugin: Plugin;
beforeAll(async () => {
  plugin = await new Plugin("oci").start();
});
afterAll(() => plugin.stop());

describe.each(recorded.map((one) => [one.type, one] as const))("%s", (type, { inputs, outputs }) => {
  it("check takes the inputs and puts in nothing but the bridge's marks", async () => {
    const { inputs: answered, failures } = await plugin.check(type, inputs);
    expect({ inputs: unmarked(answered as Value), failures }).toEqual({ inputs, failures: {} });
  });

  it("a state of official shape is no difference", async () => {
    expect((await plugin.diff(type, "id", outputs, inputs, inputs)).changes).toEqual({});
  });
});

function unmarked(value: Value): Value {
  if (Array.isArray(value)) return value.map(unmarked);
  if (typeof value !== "object" || value === null) return value;
  const kept = Object.entries(value as Props).filter(([key]) => key !== "__defaults");
  return Object.fromEntries(kept.map(([key, item]) => [key, unmarked(item)]));
}

/** The inputs with another value at a path; undefined takes it away. */
function changed(inputs: Props, path: string, value: Value | undefined): Props {
  const [key = "", rest] = path.split(/\.(.*)/s);
  const now = rest === undefined ? value : changed((inputs[key] ?? {}) as Props, rest, value);
  return Object.fromEntries(
    Object.entries({ ...inputs, [key]: now }).filter(([, item]) => item !== undefined),
  ) as Props;
}

describe("a change of one input", () => {
  expect(rules.length).toBeGreaterThan(80);
  it.each(rules.map((rule) => [rule.line, rule] as const))(
    "%s",
    async (_, { kind, path, value, replaces, changes }) => {
      const { type, inputs, outputs } = recorded.find((one) => one.type.endsWith(`:${kind}`)) as Recorded;
      const news =
        path === "(none)"
          ? inputs
          : changed(inputs, path, value === "undefined" ? undefined : JSON.parse(String(value)));
      const answered = await plugin.paths(type, outputs, inputs, news);
      expect(answered).toEqual({ changes: JSON.parse(String(changes)), replaces: JSON.parse(String(replaces)) });
    },
  );
});

it("refuses to ask anything but a fake: without overrides no request leaves", async () => {
  await expect(plugin.create("oci:Core/vcn:Vcn", { compartmentId: "c" })).rejects.toThrow("it is for tests");
});

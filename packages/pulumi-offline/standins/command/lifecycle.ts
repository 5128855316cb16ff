import { randomBytes } from "node:crypto";
import { type Change, compare, type DetailedDiff } from "../provider/diff";
import type { Call, Resource } from "../provider/resource";
import type { Plain } from "../provider/values";
import { type Captured, loggings } from "./lines";

/** Runs one command line with the inputs and the outputs of the run before. */
export type Run = (call: Call, command: string, inputs: Plain, before: Captured) => Promise<Captured>;

const none: Captured = { stdout: "", stderr: "" };

const previous = (outputs: Plain): Captured => ({ stdout: outputs["stdout"] ?? "", stderr: outputs["stderr"] ?? "" });

/** resource.NewUniqueHex(name, 8, 0) of the official plugin. */
const newId = (name: string) => name + randomBytes(4).toString("hex");

/**
 * Every changed input runs `update` (or `create`). Triggers that come or go replace; another value in them is told element by
 * element, as an update: it is the SDK's `replaceOnChanges: ["triggers[*]"]` that has the engine replace then.
 */
function diff(keys: string[]) {
  return (olds: Plain, _oldInputs: Plain, news: Plain): DetailedDiff => {
    const { triggers, ...changes } = compare(olds, news, keys, new Set(["triggers"]));
    return { changes: { ...changes, ...triggerChanges(olds, news, triggers) }, deleteBeforeReplace: false };
  };
}

function triggerChanges(olds: Plain, news: Plain, whole: Change | undefined): Record<string, Change> {
  if (whole === undefined) return {};
  if (whole.kind !== "update" || !Array.isArray(news["triggers"])) return { triggers: whole };
  const [before, after] = [Object.entries(olds["triggers"]), Object.entries(news["triggers"])];
  const longer = after.length > before.length ? after : before;
  const each = compare(
    Object.fromEntries(before),
    Object.fromEntries(after),
    longer.map(([i]) => i),
    new Set(),
  );
  return Object.fromEntries(Object.entries(each).map(([i, change]) => [`triggers[${i}]`, change]));
}

function faults(inputs: Plain): Record<string, string> {
  const logging = inputs["logging"];
  if (logging === undefined || typeof logging !== "string" || (loggings as string[]).includes(logging)) return {};
  return { logging: `logging is ${JSON.stringify(logging)}, expected one of ${loggings.join(", ")}` };
}

/** Life cycle that command:local:Command and command:remote:Command share (commandController.go of each). */
export function commandResource(shape: Resource["inputs"], required: string[], run: Run): Resource {
  return {
    inputs: shape,
    required,
    computed: ["stdout", "stderr"],
    faults,
    diff: diff(Object.keys(shape)),
    async create(call, inputs, name) {
      const command = inputs["create"];
      const ran = command === undefined ? none : await run(call, command, inputs, none);
      return { id: newId(name), outputs: { ...inputs, ...ran } };
    },
    async update(call, _id, olds, inputs) {
      const command = inputs["update"] ?? inputs["create"];
      const before = previous(olds);
      const ran = command === undefined ? before : await run(call, command, inputs, before);
      return { ...inputs, ...ran };
    },
    async delete(call, _id, outputs) {
      if (outputs["delete"] !== undefined) await run(call, outputs["delete"], outputs, previous(outputs));
    },
  };
}

import { checked } from "../docker/fields";
import type { Shape } from "../provider/inputs";
import { type Call, InitFailed, type Made, type Resource } from "../provider/resource";
import type { Plain } from "../provider/values";
import { type Answer, ask, type Context, type Question } from "./client";
import { bridgedDiff, inputsNow, type Rules } from "./diff";
import { isMissing } from "./errors";
import { toPulumi, toRest } from "./names";
import type { Service } from "./services";
import { untilGone, untilState } from "./wait";

/** How the official provider deals with one resource type. */
export interface Bridged {
  readonly service: Service;
  /** Path of the collection; a function where it lies below another thing. */
  readonly path: string | ((props: Plain) => string);
  readonly inputs: Shape;
  readonly required: string[];
  readonly rules: Rules;
  /** States in which it is there; absent: nothing is waited for. */
  readonly ready?: readonly string[];
  /** Whether its end is waited for, and by which states it is seen. */
  readonly gone?: readonly string[];
  /** Whether it is read before it is deleted. */
  readonly readsFirst?: boolean;
  /** Body of a creation from that of the inputs, where they differ. */
  readonly body?: (rest: Plain) => Plain;
  /** Body of an update. */
  readonly change: (rest: Plain, olds: Plain) => Plain;
  /** Properties from Oracle's, where they differ. */
  readonly outputs?: (props: Plain) => Plain;
}

/** Where a call's requests go. */
export type ContextOf = (call: Call) => Context;

const only = (rest: Plain, keys: readonly string[]): Plain =>
  Object.fromEntries(keys.filter((key) => rest[key] !== undefined).map((key) => [key, rest[key]]));

/** Body of an update: these fields, and the tags that Oracle put on by itself. */
export const fields =
  (...keys: string[]) =>
  (rest: Plain, olds: Plain): Plain => {
    const tags = toRest({ definedTags: olds["definedTags"] ?? {} }) as Plain;
    return { ...tags, ...only(rest, ["displayName", "freeformTags", ...keys]) };
  };

/** A resource of the bridge's kind. */
export function bridged(kind: Bridged, contextOf: ContextOf): Resource {
  const { service, rules } = kind;
  const collection = (props: Plain) => (typeof kind.path === "string" ? kind.path : kind.path(props));
  const one = (id: string, props: Plain): Question => ({ service, method: "GET", path: `${collection(props)}/${id}` });
  const outputsOf = ({ body }: Answer, inputs: Plain): Plain => {
    const props = toPulumi(body) as Plain;
    return { ...given(inputs, kind.inputs), ...(kind.outputs?.(props) ?? props) };
  };
  return {
    inputs: kind.inputs,
    required: kind.required,
    computed: ["state", "timeCreated"],
    defaults: checked(kind.inputs, {}, false),
    diff: (olds, oldInputs, news) => bridgedDiff(rules, olds, oldInputs, news),
    inputsNow: (outputs, inputs) => inputsNow(outputs, inputs) as Plain,
    async create(call, inputs): Promise<Made> {
      const context = contextOf(call);
      const rest = toRest(inputs) as Plain;
      const made = await ask(
        { service, method: "POST", path: collection(inputs), body: kind.body?.(rest) ?? rest },
        context,
      );
      const { id } = made.body;
      const known = { id, outputs: outputsOf(made, inputs) };
      if (!kind.ready) return known;
      const answer = await orKnown(untilState(one(id, inputs), kind.ready, made, context), known);
      return { id, outputs: outputsOf(answer, inputs) };
    },
    async read(call, id, outputs): Promise<Made | undefined> {
      const context = contextOf(call);
      try {
        const answer = await ask(one(id, outputs), context);
        if (kind.gone?.includes(answer.body.lifecycleState)) return undefined;
        return { id, outputs: outputsOf(answer, outputs) };
      } catch (error) {
        if (!isMissing(error)) throw error;
        return context.environment["TF_PRESERVE_STATE_ON_404"] === "true" ? { id, outputs } : undefined;
      }
    },
    async update(call, id, olds, inputs): Promise<Plain> {
      const body = kind.change(toRest(inputs) as Plain, olds);
      const { path } = one(id, olds);
      const answer = await ask({ service, method: "PUT", path, body }, contextOf(call));
      return outputsOf(answer, inputs);
    },
    async delete(call, id, outputs): Promise<void> {
      const context = contextOf(call);
      const question = one(id, outputs);
      try {
        if (kind.readsFirst) await ask(question, context);
        await ask({ ...question, method: "DELETE" }, context);
      } catch (error) {
        if (isMissing(error)) return;
        throw error;
      }
      if (kind.gone) await untilGone(question, kind.gone, context);
    },
  };
}

/** Inputs that Oracle's answer does not repeat. */
const given = (inputs: Plain, shape: Shape): Plain =>
  Object.fromEntries(Object.entries(inputs).filter(([key]) => key in shape && !key.startsWith("__")));

/** Work after a thing was made: where it fails, the state keeps the thing, as with the official provider, which sets the id first. */
export const orKnown = <T>(work: Promise<T>, known: Made): Promise<T> =>
  work.catch((error: Error) => {
    throw error instanceof InitFailed ? error : new InitFailed(error.message, known);
  });

import { Struct } from "google-protobuf/google/protobuf/struct_pb";

// Wire markers: github.com/pulumi/pulumi sdk/go/common/resource/{sig,plugin}: SigKey, SecretSig, UnknownStringValue.
const sigKey = "4dabf18193072939515e22adb298388d";
const secretSig = "1b47061264138c4ac30d75fd1eb44270";
const unknownString = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** A property value as the engine sends it: JSON, in which a Secret may wrap any value and Unknown stand for one. */
export type Value = null | boolean | number | string | Secret | Unknown | Value[] | { [key: string]: Value };
export type Props = Record<string, Value>;

/** The same without Secret wrappers. Unknown stays: only a preview sees it. */
// biome-ignore lint/suspicious/noExplicitAny: JSON from the engine; each resource checks the shape in `inputs`.
export type Plain = Record<string, any>;

export class Secret {
  constructor(readonly value: Value) {}
}

export class Unknown {}
export const unknown = new Unknown();

const isObject = (v: unknown): v is Record<string, Value> => typeof v === "object" && v !== null;

function fromWire(value: unknown): Value {
  if (value === unknownString) return unknown;
  if (Array.isArray(value)) return value.map(fromWire);
  if (!isObject(value)) return value as Value;
  if ((value as Plain)[sigKey] === secretSig) return new Secret(fromWire((value as Plain)["value"]));
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, fromWire(item)]));
}

function toWire(value: Value): unknown {
  if (value instanceof Unknown) return unknownString;
  if (value instanceof Secret) return { [sigKey]: secretSig, value: toWire(value.value) };
  if (Array.isArray(value)) return value.map(toWire);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, item]) => item !== undefined)
      .map(([key, item]) => [key, toWire(item)]),
  );
}

/** Top-level nulls mean "not set" to every Pulumi provider and are dropped. */
export function decode(struct: Struct | undefined): Props {
  const props = fromWire(struct?.toJavaScript() ?? {}) as Props;
  return Object.fromEntries(Object.entries(props).filter(([, value]) => value !== null));
}

export function encode(props: Props): Struct {
  return Struct.fromJavaScript(toWire(props) as Parameters<typeof Struct.fromJavaScript>[0]);
}

function strip(value: Value): unknown {
  if (value instanceof Secret) return strip(value.value);
  if (Array.isArray(value)) return value.map(strip);
  if (value instanceof Unknown || !isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, strip(item)]));
}

export const reveal = (props: Props): Plain => strip(props) as Plain;

export function hasSecret(value: Value | undefined): boolean {
  if (value instanceof Secret) return true;
  if (Array.isArray(value)) return value.some(hasSecret);
  return isObject(value) && !(value instanceof Unknown) && Object.values(value).some(hasSecret);
}

export function hasUnknown(value: unknown): boolean {
  if (value instanceof Unknown) return true;
  if (value instanceof Secret) return hasUnknown(value.value);
  if (Array.isArray(value)) return value.some(hasUnknown);
  return isObject(value) && Object.values(value).some(hasUnknown);
}

/**
 * Outputs for the engine: a property that echoes an input of the same name keeps that input's secrets exactly, a
 * property of that name with another value becomes secret as a whole when the input held a secret.
 */
export function markSecrets(outputs: Plain, inputs: Props): Props {
  const marked = Object.entries(outputs).map(([key, value]): [string, Value] => {
    const input = inputs[key];
    if (input === undefined || !hasSecret(input)) return [key, value];
    return [key, same(strip(input), value) ? input : new Secret(value)];
  });
  return Object.fromEntries(marked);
}

/** Deep equality of revealed values; an Unknown equals nothing. */
export function same(a: unknown, b: unknown): boolean {
  if (a instanceof Unknown || b instanceof Unknown) return false;
  if (!isObject(a) || !isObject(b)) return a === b;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...keys].every((key) => same(a[key] ?? undefined, b[key] ?? undefined));
}

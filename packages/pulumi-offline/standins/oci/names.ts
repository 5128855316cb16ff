import type { Plain } from "../provider/values";

/** Names that differ by more than their spelling. */
const renamed: readonly (readonly [rest: string, pulumi: string])[] = [
  ["lifecycleState", "state"],
  ["isStateless", "stateless"],
];

/** `sizeInGBs` is `sizeInGbs` to Pulumi, and `isIpv6Enabled` is `isIpv6enabled`: Terraform's snake case lies in between. Pure. */
export const pulumiName = (name: string) =>
  renamed.find(([rest]) => rest === name)?.[1] ??
  name
    .replace(/GBs/g, "Gbs")
    .replace(/(\d)([A-Z])/g, (_, digit: string, letter: string) => digit + letter.toLowerCase());

const restNames: Readonly<Record<string, string>> = {
  isIpv6enabled: "isIpv6Enabled",
  ...Object.fromEntries(renamed.map(([rest, pulumi]) => [pulumi, rest])),
};

/** The way back, for names of inputs. Pure. */
export const restName = (name: string) => restNames[name] ?? name.replace(/Gbs/g, "GBs");

/** Maps whose keys are a person's. */
const free = new Set(["freeformTags", "metadata", "extendedMetadata", "systemTags"]);

/** `{ns: {key: value}}` as `{"ns.key": value}`. */
const flat = (tags: Plain) =>
  Object.fromEntries(
    Object.entries(tags).flatMap(([space, values]) =>
      Object.entries(values as Plain).map(([key, value]) => [`${space}.${key}`, value]),
    ),
  );

/** The way back. */
export const nested = (tags: Plain): Plain => {
  const spaces: Plain = {};
  for (const [key, value] of Object.entries(tags)) {
    const [space = "", name = ""] = key.split(/\.(.*)/s);
    spaces[space] = { ...spaces[space], [name]: value };
  }
  return spaces;
};

const goTime = (iso: string) => `${iso.replace("T", " ").replace("Z", "")} +0000 UTC`;

/** Oracle's JSON in Pulumi's names. Pure. */
export function toPulumi(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(toPulumi);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => {
      if (free.has(key)) return [key, item];
      if (key === "definedTags") return [key, flat(item ?? {})];
      if (/^time[A-Z]/.test(key) && typeof item === "string") return [key, goTime(item)];
      return [pulumiName(key), toPulumi(item)];
    }),
  );
}

/** Inputs in Oracle's names, without the bridge's marks. Pure. */
export function toRest(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(toRest);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => !key.startsWith("__"))
      .map(([key, item]) => {
        if (free.has(key)) return [key, item];
        if (key === "definedTags") return [key, nested(item)];
        return [restName(key), toRest(item)];
      }),
  );
}

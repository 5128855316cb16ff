import { isIPv6 } from "node:net";

/** What may stand in a report for what is somebody's own, in the order in which it is looked for. */
const patterns: readonly (readonly [RegExp, string])[] = [
  [/ocid1\.[\w.-]+/gi, "[ocid]"],
  [/-----BEGIN [^-]+-----[\s\S]*?(-----END [^-]+-----|$)/g, "[key]"],
  [/\b(ssh|ecdsa)-[\w-]+ [A-Za-z0-9+/=]{8,}/g, "[key]"],
  [/\b[0-9a-f]{2}(:[0-9a-f]{2}){7,}\b/gi, "[fingerprint]"],
  [/[^\s@"'<>]+@[^\s@"'<>]+\.[^\s@"'<>.]+/g, "[e-mail]"],
  [/\b\d{1,3}(\.\d{1,3}){3}\b/g, "[address]"],
  // The part before the colon is the tenancy's own.
  [/\b\w{4}:(?=[A-Z]{2,}[A-Z0-9-]*-AD-\d)/g, ""],
  [/\b[0-9A-F]{32}(\/[0-9A-F]{32})*\b/g, "[request id]"],
  [/(?<![\w.])(~|\/home\/|\/root|\/Users\/)[^\s"',:)]*/g, "[path]"],
];

/** IPv6 addresses, which no short pattern tells from a time of day. */
const withoutIPv6 = (text: string) =>
  text.replace(/[0-9a-f:]*:[0-9a-f:.]+/gi, (one) => (isIPv6(one) ? "[address]" : one));

const quoted = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

/**
 * A text without OCIDs, addresses, keys, fingerprints, e-mail addresses, request ids and paths. Pure.
 * @param names of the person's own: stack, domains, compartments, machines
 */
export function scrub(text: string, names: readonly string[] = []): string {
  const known = patterns.reduce((rest, [pattern, stands]) => rest.replace(pattern, stands), text);
  const without = withoutIPv6(known);
  // The longest first: one may be a part of another.
  const own = [...new Set(names)].filter((name) => name.length > 1).sort((a, b) => b.length - a.length);
  return own.reduce((rest, name) => rest.replace(new RegExp(`(?<!\\w)${quoted(name)}(?!\\w)`, "g"), "[name]"), without);
}

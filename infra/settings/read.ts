import { splitDomains } from "./domains";
import { type Key, type KeyName, keys, letsEncrypt } from "./keys";
import { nearest } from "./nearest";
import type { Settings } from "./settings";

export const namespace = "freehold";

const set = (key: string) => `pulumi config set ${namespace}:${key}`;

/** Problems of single keys: unknown names and values that break their rule. */
function keyProblems(raw: Readonly<Record<string, string>>): string[] {
  const names = Object.keys(keys);
  return Object.entries(raw).flatMap(([name, value]) => {
    const key = Object.hasOwn(keys, name) ? (keys as Record<string, Key>)[name] : undefined;
    if (key === undefined) {
      const meant = nearest(name, names);
      const hint =
        meant === undefined ? "docs/configuration.md lists them all." : `did you mean ${namespace}:${meant}?`;
      return [`${namespace}:${name} is no setting; ${hint} Remove it: pulumi config rm ${namespace}:${name}`];
    }
    const problem = key.rule(value);
    if (problem === undefined) return [];
    const given = key.hidden ? "" : ` is ${JSON.stringify(value)}`;
    return [`${namespace}:${name}${given}: ${problem}. Set another: ${set(name)} …`];
  });
}

/** Problems of keys that contradict each other. */
function combinationProblems(value: (name: KeyName) => string): string[] {
  const problems: string[] = [];
  const ports: KeyName[] = httpsOf(value) === "auto" ? ["httpPort", "httpsPort", "sshPort"] : ["httpPort", "sshPort"];
  const byPort = group(ports, value);
  for (const [port, names] of byPort) {
    if (names.length > 1)
      problems.push(
        `${names.map((name) => `${namespace}:${name}`).join(" and ")} are both ${port}; expected different ports. ` +
          `Change one: ${set(names[1] ?? "")} …`,
      );
  }
  if (value("shape") === "micro" && value("ocpus") !== "")
    problems.push(
      `${namespace}:ocpus is ${value("ocpus")}, but the shape micro always has 1/8 OCPU; expected it only with the ` +
        `shape arm. Remove it: pulumi config rm ${namespace}:ocpus`,
    );
  return [...problems, ...httpsProblems(value)];
}

/** The default follows the target: a rehearsal's address means nothing to a public CA. */
function httpsOf(value: (name: KeyName) => string): Settings["https"] {
  const chosen = value("https");
  return chosen === "auto" || (chosen === "" && value("target") === "oracle") ? "auto" : "off";
}

function httpsProblems(value: (name: KeyName) => string): string[] {
  const problems: string[] = [];
  if (httpsOf(value) === "auto" && value("target") === "rehearsal" && value("acmeServer") === letsEncrypt)
    problems.push(
      `${namespace}:https is auto in a rehearsal, which Let's Encrypt can't reach; expected a CA of your own in ` +
        `${namespace}:acmeServer, or off. Change one: ${set("https")} off`,
    );
  if (value("hsts") === "true" && (httpsOf(value) === "off" || value("domain") === ""))
    problems.push(
      `${namespace}:hsts is true, but ${value("domain") === "" ? "there is no domain" : "https is off"}; expected it only ` +
        `with a domain and https. Remove it: pulumi config rm ${namespace}:hsts`,
    );
  return problems;
}

/** Names by their value. */
function group(names: KeyName[], value: (name: KeyName) => string): Map<string, KeyName[]> {
  const groups = new Map<string, KeyName[]>();
  for (const name of names) groups.set(value(name), [...(groups.get(value(name)) ?? []), name]);
  return groups;
}

function convert(value: (name: KeyName) => string): Settings {
  const list = (name: KeyName): string[] => (JSON.parse(value(name)) as string[]).map((item) => item.trim());
  const text = <N extends KeyName>(name: N) =>
    value(name) === "" ? {} : ({ [name]: value(name) } as Record<N, string>);
  const count = <N extends KeyName>(name: N) =>
    value(name) === "" ? {} : ({ [name]: Number(value(name)) } as Record<N, number>);
  return {
    target: value("target") as Settings["target"],
    shape: value("shape") as Settings["shape"],
    ...count("ocpus"),
    ...count("memoryGb"),
    diskGb: Number(value("diskGb")),
    cpuLimit: Number(value("cpuLimit")),
    bindAddress: value("bindAddress"),
    httpPort: Number(value("httpPort")),
    httpsPort: Number(value("httpsPort")),
    sshPort: Number(value("sshPort")),
    sshFrom: list("sshFrom"),
    authors: list("authors"),
    ...text("repository"),
    https: httpsOf(value),
    domains: splitDomains(value("domain")),
    acmeServer: value("acmeServer"),
    hsts: value("hsts") === "true",
    ...text("email"),
    ...text("region"),
    ...text("compartment"),
    capacityWait: Number(value("capacityWait")),
    quota: value("quota") === "true",
    protect: value("protect") === "true",
  };
}

/** What came of reading: the settings, or every problem in words that stand alone. */
export type Reading = { readonly settings: Settings } | { readonly problems: readonly string[] };

/**
 * Turns the configuration's strings into settings. Pure. `raw` has the keys of the namespace `freehold` without prefix;
 * an absent key has its default.
 */
export function readSettings(raw: Readonly<Record<string, string>>): Reading {
  const value = (name: KeyName) => raw[name] ?? keys[name].default;
  const problems = keyProblems(raw);
  const all = [...problems, ...combinationProblems(value)];
  return all.length > 0 ? { problems: all } : { settings: convert(value) };
}

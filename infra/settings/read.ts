import { z } from "zod";
import { combinationProblems, httpsOf, type ValueOf } from "./combinations";
import { full, removeCommand, setCommand } from "./commands";
import { nearest } from "./nearest";
import { declared, type Setting, type Settings, type Values } from "./schema";

const settings: Readonly<Record<string, Setting<unknown>>> = declared;

/** All settings in one object; an absent one has its default, an unknown one is an issue. */
const schema = z.strictObject(
  Object.fromEntries(Object.entries(settings).map(([name, one]) => [name, one.schema.prefault(one.default)])),
);

function unknownProblem(name: string): string {
  const meant = nearest(name, Object.keys(declared));
  const hint = meant === undefined ? "docs/configuration.md lists them all." : `did you mean ${full(meant)}?`;
  return `FH-SETTING-UNKNOWN: unknown setting ${full(name)}; ${hint} Remove it: ${removeCommand(name)}`;
}

/** One sentence for all issues of one setting; those of a list name the entry. */
function valueProblem(name: string, value: string | undefined, issues: readonly z.core.$ZodIssue[]): string {
  const given = settings[name]?.hidden ? "" : ` is ${JSON.stringify(value)}`;
  const wrong = issues.map(({ path: [, entry], message }) =>
    typeof entry === "number" ? `entry ${entry + 1}: ${message}` : message,
  );
  return `FH-SETTING-VALUE: ${full(name)}${given}: ${wrong.join("; ")}. Set another: ${setCommand(name)}`;
}

function problemsOf(raw: Readonly<Record<string, string>>, issues: readonly z.core.$ZodIssue[]): string[] {
  const unknown = issues.flatMap((issue) => (issue.code === "unrecognized_keys" ? issue.keys : []));
  const wrong = Object.keys(declared).flatMap((name) => {
    const own = issues.filter(({ path }) => path[0] === name);
    return own.length === 0 ? [] : valueProblem(name, raw[name], own);
  });
  return [...wrong, ...unknown.map(unknownProblem)];
}

/** Result of reading: the settings, or a list of error messages. */
export type Reading = { readonly settings: Settings } | { readonly problems: readonly string[] };

/**
 * Turns the configuration's texts into settings. Pure.
 * @param raw keys of the namespace `freehold` without prefix; an absent key has its default
 */
export function readSettings(raw: Readonly<Record<string, string>>): Reading {
  const value: ValueOf = (name) => raw[name] ?? declared[name].default;
  const parsed = schema.safeParse(raw);
  const problems = [...(parsed.success ? [] : problemsOf(raw, parsed.error.issues)), ...combinationProblems(value)];
  if (problems.length > 0 || !parsed.success) return { problems };
  const { domain = [], https: _, ...rest } = parsed.data as Values;
  return { settings: { ...rest, https: httpsOf(value), domains: domain } };
}

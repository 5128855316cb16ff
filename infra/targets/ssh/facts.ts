/** What the machine said of itself (machine/probe): each fact's values, in their order. */
export type Facts = ReadonlyMap<string, readonly string[]>;

/** Reads the probe's lines; undefined where it did not run: the login or sudo failed. Pure. */
export function parseFacts(text: string): Facts | undefined {
  const facts = new Map<string, string[]>();
  for (const line of text.split("\n")) {
    const [, name, value] = /^([a-zA-Z]+) (.*)$/.exec(line) ?? [];
    if (name !== undefined && value !== undefined) facts.set(name, [...(facts.get(name) ?? []), value.trim()]);
  }
  return facts.get("probe")?.[0] === "1" ? facts : undefined;
}

/** The one value of a fact, or empty text. */
export const factOf = (facts: Facts, name: string): string => facts.get(name)?.[0] ?? "";

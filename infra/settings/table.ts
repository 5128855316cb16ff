import { declared, type Setting } from "./schema";

const settings: readonly (readonly [string, Setting<unknown>])[] = Object.entries(declared);

/** Returns the table of docs/configuration.md, in Markdown; `npm run docs:settings` writes it there. */
export function settingsTable(): string {
  const cell = (text: string) => text.replaceAll("|", "\\|");
  const rows = settings.map(
    ([name, { default: value, expected, text }]) =>
      `| \`${name}\` | ${value === "" ? "empty" : `\`${value}\``} | ${cell(expected)} | ${cell(text)} |`,
  );
  return ["| setting | default | value | meaning |", "|---|---|---|---|", ...rows].join("\n");
}

/** Returns `config` as Pulumi.yaml must have it. */
export function pulumiConfig(): Record<string, object> {
  return Object.fromEntries(
    settings.map(([name, { type, default: value, text }]) => [
      name,
      {
        ...(type === undefined ? {} : { type }),
        ...(type === "array" ? { items: { type: "string" } } : {}),
        description: text,
        default: type === undefined ? value : JSON.parse(value),
      },
    ]),
  );
}

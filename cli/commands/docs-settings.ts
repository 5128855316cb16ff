import { readFileSync } from "node:fs";
import { join } from "node:path";
import { settingsTable } from "../../infra/settings/table";
import { writeWhole } from "../files";
import { root } from "../paths";
import { say } from "../step";

const [begin, end] = ["<!-- settings: written by `npm run docs:settings` -->", "<!-- end of settings -->"];

/** Returns the page with the table of all settings between its two marks. Pure. */
export function withTable(page: string): string {
  const [before, rest = ""] = page.split(begin);
  return `${before}${begin}\n${settingsTable()}\n${end}${rest.split(end)[1]}`;
}

/** `npm run docs:settings`: writes the table of docs/configuration.md from infra/settings/schema.ts. */
export async function docsSettings(): Promise<number> {
  const path = join(root, "docs/configuration.md");
  writeWhole(path, withTable(readFileSync(path, "utf8")));
  say(`docs: ${path} has every setting`);
  return 0;
}

import { expect } from "vitest";
import { runBash } from "./run-script";

const code = `
. "$here/author/author-commands.sh"
for asked in "$@"; do
  if parse_author_command "$asked"; then printf '%s|%s|%s%s\\0' "$verb" "$argument" "$follow" "\${json:+ $json}"; else printf 'refused\\0'; fi
done`;

/** What the forced command makes of each text. One bash for all: its start takes longer than the parsing. */
export function parse(texts: readonly string[]): string[] {
  const { status, stdout, stderr } = runBash(code, texts);
  expect(status, stderr).toBe(0);
  return stdout.split("\0").slice(0, -1);
}

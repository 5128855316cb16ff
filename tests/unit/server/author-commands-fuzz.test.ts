import fc from "fast-check";
import { expect, test } from "vitest";
import { runBash } from "./run-script";

/** Printed with a failure; another run with the same seed makes the same texts. */
const seed = Number(process.env["FREEHOLD_SEED"] ?? 20261125);

const valid = [
  ...["/blog", "/blog.git", "blog", "blog.git"].flatMap((name) => [
    `git-receive-pack '${name}'`,
    `git-upload-pack '${name}'`,
  ]),
  ...[
    "status",
    "releases",
    "rollback",
    "rollback 0a1b2c3d",
    "hello 2",
    "unpublish seen",
    "unpublish 2026.x --json",
    "logs",
    "logs app",
    "logs nginx -f",
    "logs -f",
    "readers",
    "readers --days 7 --json",
    "help",
    "",
  ],
];
/** A second table of what a key may do, written without a look at the first. */
const allowed =
  /^(git-(receive|upload)-pack '\/?blog(\.git)?'|(status|releases)( --json)?|help|rollback( [0-9a-f]{4,40})?( --json)?|hello [0-9]{1,6}|unpublish (?!.*\.\.)[A-Za-z0-9][A-Za-z0-9._-]{0,199}( --json)?|logs( (app|nginx))?( -f)?( --json)?|readers( --days [1-9][0-9]{0,3})?( --json)?|)$/;

const pieces = fc.constantFrom(
  ...[
    " ",
    "  ",
    "\n",
    "\t",
    ";",
    "&&",
    "|",
    "$(id)",
    "`id`",
    "'",
    '"',
    "\\",
    "-",
    "--",
    "../",
    "*",
    "\u00a0",
    "\u0660",
  ],
  ...["\u0001", "\u001b[2J", "ａ", "-f", "app", "root", "0".repeat(41), "0000", "STATUS", "id", "x".repeat(5000), "\r"],
);
/** A valid text with something put in, taken out or doubled: what almost passes is what a mistake lets through. */
const nearly = fc
  .tuple(fc.constantFrom(...valid), fc.nat(40), fc.nat(3), pieces)
  .map(([text, at, cut, piece]) => text.slice(0, at) + piece + text.slice(at + cut));
const texts = fc
  .sample(
    fc.oneof(
      { weight: 4, arbitrary: nearly },
      { weight: 1, arbitrary: fc.constantFrom(...valid) },
      fc.string({ unit: "binary", maxLength: 60 }),
    ),
    { seed, numRuns: 2000 },
  )
  // An environment variable has no NUL, and what is no text is no command.
  .map((text) => Buffer.from(text.replaceAll("\0", ""), "utf8").toString("utf8"));

test(`2,000 forced commands (seed ${seed}): only the exact texts of the table are one`, () => {
  const code = `. "$here/author/author-commands.sh"
while IFS= read -r -d '' asked; do
  if parse_author_command "$asked"; then printf '%s\\0' "$verb|$argument|$follow"; else printf 'refused\\0'; fi
done`;
  const { status, stdout, stderr } = runBash(code, [], { input: texts.map((text) => `${text}\0`).join("") });
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  const answers = stdout.split("\0").slice(0, -1);
  expect(answers).toHaveLength(texts.length);
  const wrong = texts.filter((text, i) => (answers[i] !== "refused") !== allowed.test(text));
  expect(wrong).toEqual([]);
  // What is passed on is a verb of the table and words that no shell reads twice.
  const passed = answers.filter((answer) => answer !== "refused");
  expect(passed.filter((answer) => !/^[a-z]+\|([A-Za-z0-9][A-Za-z0-9._-]{0,199}|)\|(-f|)$/.test(answer))).toEqual([]);
  expect(passed.length).toBeGreaterThan(200);
});

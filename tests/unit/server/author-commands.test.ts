import { expect, test } from "vitest";
import { runBash } from "./run-script";

const code = `
. "$here/author/author-commands.sh"
for asked in "$@"; do
  if parse_author_command "$asked"; then printf '%s|%s|%s%s\\0' "$verb" "$argument" "$follow" "\${json:+ $json}"; else printf 'refused\\0'; fi
done`;

/** What the forced command makes of each text. One bash for all: its start takes longer than the parsing. */
function parse(texts: readonly string[]): string[] {
  const { status, stdout, stderr } = runBash(code, texts);
  expect(status, stderr).toBe(0);
  return stdout.split("\0").slice(0, -1);
}

const allowed: [string, string][] = [
  ["git-receive-pack '/blog'", "receive||"],
  ["git-receive-pack '/blog.git'", "receive||"],
  ["git-receive-pack 'blog'", "receive||"],
  ["git-receive-pack 'blog.git'", "receive||"],
  ["git-upload-pack '/blog'", "upload||"],
  ["git-upload-pack 'blog.git'", "upload||"],
  ["", "help||"],
  ["help", "help||"],
  ["status", "status||"],
  ["releases", "releases||"],
  ["rollback", "rollback||"],
  ["rollback 0a1b2c3d", "rollback|0a1b2c3d|"],
  [`rollback ${"f".repeat(40)}`, `rollback|${"f".repeat(40)}|`],
  ["logs", "logs||"],
  ["logs app", "logs|app|"],
  ["logs nginx -f", "logs|nginx|-f"],
  ["logs -f", "logs||-f"],
  ["status --json", "status|| --json"],
  ["releases --json", "releases|| --json"],
  ["rollback --json", "rollback|| --json"],
  ["rollback 0a1b2c3d --json", "rollback|0a1b2c3d| --json"],
  ["logs --json", "logs|| --json"],
  ["logs nginx -f --json", "logs|nginx|-f --json"],
  ["readers", "readers||"],
  ["readers --days 7", "readers|7|"],
  ["readers --days 365 --json", "readers|365| --json"],
];

test("what an author's key may do is a table of exact texts", () => {
  expect(parse(allowed.map(([text]) => text))).toEqual(allowed.map(([, answer]) => answer));
});

const hostile = [
  // Other repositories, by detours.
  "git-upload-pack '/etc'",
  "git-upload-pack '/blog/../../etc'",
  "git-receive-pack '../freehold/blog.git'",
  "git-receive-pack '/srv/freehold/blog.git'",
  "git-upload-pack '~operator/blog'",
  "git-upload-pack '//blog'",
  "git-receive-pack ''",
  // Options and other services of git.
  "git-upload-archive '/blog'",
  "git-receive-pack --advertise-refs '/blog'",
  "git-upload-pack --upload-pack=id '/blog'",
  "git receive-pack '/blog'",
  "git-receive-pack '/blog' '/blog'",
  // Quoting tricks.
  "git-receive-pack '/blog'; id",
  "git-receive-pack '/blog'\nid",
  "git-receive-pack '/blog'$(id)",
  "git-receive-pack '/blog`id`'",
  "git-receive-pack '/blog'\\''/..'",
  'git-receive-pack "/blog"',
  "git-receive-pack /blog",
  "git-receive-pack '/blog",
  " git-receive-pack '/blog'",
  "git-receive-pack '/blog' ",
  "git-receive-pack\t'/blog'",
  // Another program.
  "/bin/sh",
  "bash -i",
  "sh -c id",
  "sudo -i",
  "scp -t /tmp",
  "rsync --server . /",
  "/usr/lib/openssh/sftp-server",
  "internal-sftp",
  "env",
  "LD_PRELOAD=/tmp/x status",
  // Our own words with more in them.
  "status; id",
  "status\nid",
  "status ",
  "STATUS",
  "releases -n",
  "rollback ../../etc",
  "rollback HEAD",
  "rollback main",
  "rollback 0A1B2C3D",
  "rollback 0a1",
  `rollback ${"f".repeat(41)}`,
  "rollback 0a1b2c3d; id",
  "rollback 0a1b2c3d\n",
  "rollback --help",
  "rollback é0a1b",
  "logs root",
  "logs app nginx",
  "logs app -f -f",
  "logs --since=1",
  "logs app\nid",
  "readers 7",
  "readers --days 0",
  "readers --days 07",
  "readers --days 12345",
  "readers --days 7;id",
  "readers nightly",
  "help me",
  "help --json",
  "status --json ",
  "status --json --json",
  "status  --json",
  "--json status",
  "rollback --json 0a1b2c3d",
  "rollback --jsonx",
  "logs --json -f",
  "logs app --json; id",
  "receive",
  "*",
];

test("nothing else works with an author's key", () => {
  const answers = parse(hostile);
  expect(hostile.filter((_, i) => answers[i] !== "refused")).toEqual([]);
  expect(hostile.length).toBeGreaterThanOrEqual(50);
});

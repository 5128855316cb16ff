import { chmodSync, copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { runBash, scriptPath, temporaryDirectory } from "./run-script";

const key = "SHA256:AAAA+bbbb/CCCCddddEEEEffffGGGGhhhhIIIIjjjjK";
const by = `by alice@home, ${key}`;
const says = `printf '%s' "\${0##*/}"; printf ' <%s>' "$@"; echo " by $FREEHOLD_AUTHOR, $FREEHOLD_KEY"`;

/**
 * The forced command with its fixed paths moved, so that stubs stand for what it would start as another user. `work` is what a stub
 * does, `list` the file with the authors' keys.
 */
function shell(
  asked: string | undefined,
  { work = says, list = `author-shell 'alice@home' ${key}" ssh-ed25519` } = {},
) {
  const here = temporaryDirectory();
  const stub = `#!/bin/bash\n${work}\n`;
  for (const folder of ["author", "release"]) mkdirSync(join(here, folder));
  for (const name of [
    "release/alone",
    "author/receive",
    "author/releases",
    "author/hello",
    "sudo",
    "git-upload-pack",
  ]) {
    writeFileSync(join(here, name), stub);
    chmodSync(join(here, name), 0o755);
  }
  for (const name of ["author/author-commands.sh", "printable"]) copyFileSync(scriptPath(name), join(here, name));
  writeFileSync(join(here, "keys"), `${list}\n`);
  const keys = readFileSync(scriptPath("keys.sh"), "utf8").replace("/etc/freehold/keys/author", join(here, "keys"));
  writeFileSync(join(here, "keys.sh"), keys);
  const code = readFileSync(scriptPath("author/author-shell"), "utf8")
    .replace("export PATH=/usr/bin:/bin", `export PATH=${here}:/usr/bin:/bin`)
    .replace("here=/usr/local/lib/freehold", `here=${here}`);
  const env = asked === undefined ? {} : { SSH_ORIGINAL_COMMAND: asked };
  const { status, stdout, stderr } = runBash(code, ["alice@home", key], { env });
  return { status, stdout: stdout.replaceAll(here, "HERE"), stderr };
}

test("a push is taken in the one repository, and waits for nobody yet", () => {
  expect(shell("git-receive-pack '/blog'").stdout).toBe(`receive </srv/freehold/blog.git> ${by}\n`);
});

test("a fetch needs no lock", () => {
  expect(shell("git-upload-pack '/blog'").stdout).toBe(`git-upload-pack </srv/freehold/blog.git> ${by}\n`);
});

test("a rollback is taken alone, by the author's name from the key file", () => {
  expect(shell("rollback 0a1b2c").stdout).toBe(
    `alone <sudo> <-n> <HERE/release/rollback> <alice@home> <0a1b2c> ${by}\n`,
  );
  expect(shell("rollback").stdout).toBe(`alone <sudo> <-n> <HERE/release/rollback> <alice@home> ${by}\n`);
});

test("a post is unpublished alone, by the author's name from the key file", () => {
  expect(shell("unpublish seen --json").stdout).toBe(
    `alone <sudo> <-n> <HERE/release/unpublish> <alice@home> <seen> <--json> ${by}\n`,
  );
});

test("two versions are compared without root", () => {
  expect(shell("hello 2").stdout).toBe(`hello <2> ${by}\n`);
});

test("logs and status go to root's scripts with checked words only", () => {
  expect(shell("logs nginx -f").stdout).toBe(`sudo <-n> <HERE/author/logs> <nginx> <-f> ${by}\n`);
  expect(shell("status").stdout).toBe(`sudo <-n> <HERE/author/status> ${by}\n`);
});

test("what programs ask for ends with --json", () => {
  expect(shell("status --json").stdout).toBe(`sudo <-n> <HERE/author/status> <--json> ${by}\n`);
  expect(shell("releases --json").stdout).toBe(`releases <--json> ${by}\n`);
  expect(shell("rollback 0a1b2c --json").stdout).toBe(
    `alone <sudo> <-n> <HERE/release/rollback> <alice@home> <0a1b2c> <--json> ${by}\n`,
  );
  expect(shell("readers --days 7 --json").stdout).toBe(
    `sudo <-n> <HERE/readers/readers> <--days> <7> <--json> ${by}\n`,
  );
  expect(shell("logs app -f --json").stdout).toBe(`sudo <-n> <HERE/author/logs> <app> <-f> <--json> ${by}\n`);
});

test("no command: help. Anything else: status 2, quoted so that a terminal cannot be fooled, and the help", () => {
  expect(shell(undefined).stdout).toMatch(/^What your key can do here/);
  const refused = shell("id; \u001b[2J");
  expect(refused.status).toBe(2);
  expect(refused.stdout).toBe("");
  expect(refused.stderr.split("\n")[0]).toBe("FH-SSH-COMMAND: this key cannot do: $'id; \\E[2J'");
});

const hostile = "\u001b[2J\u009b31m\u202e\r\n";
const escaped = "\\x1b[2J\\x9b31m\\u202e\n";

test.each(["status", "releases", "rollback", "unpublish seen", "logs -f"])(
  "%s: both streams come as text that no terminal obeys, and the status stays",
  (asked) => {
    const work = `printf '${hostile}'; printf 'error: ${hostile}' >&2; exit 7`;
    expect(shell(asked, { work })).toEqual({ status: 7, stdout: escaped, stderr: `error: ${escaped}` });
  },
);

test("what goes to git is left as it is", () => {
  expect(shell("git-upload-pack 'blog'", { work: `printf '${hostile}'` }).stdout).toBe(hostile);
});

test.each([
  ["it was taken out of the list", `author-shell 'alice@home' ${key.replace("jK", "jL")}" ssh-ed25519`],
  ["only a part of it is there", `author-shell 'alice@home' ${key}0" ssh-ed25519`],
  ["its text is in another's comment", `author-shell 'bob' SHA256:${"x".repeat(43)}" ssh-ed25519 AAAA ${key}`],
  ["the list is empty", ""],
])("a connection that outlived its key does nothing: %s", (_, list) => {
  for (const asked of [undefined, "status", "git-receive-pack 'blog'", "id"]) {
    const { status, stdout, stderr } = shell(asked, { list });
    expect([status, stdout]).toEqual([1, ""]);
    expect(stderr).toMatch(/^FH-SSH-KEY-REMOVED: /);
  }
});

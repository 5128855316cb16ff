import { chmodSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { bundled, runBash, temporaryDirectory } from "./run-script";

/** The forced command with its two fixed directories moved, so that stubs stand for what it would start as another user. */
function shell(asked: string | undefined, author = "alice@home") {
  const here = temporaryDirectory();
  const stub = `#!/bin/bash\nprintf '%s' "\${0##*/}"; printf ' <%s>' "$@"; echo " by $FREEHOLD_AUTHOR"\n`;
  for (const name of ["alone", "receive", "releases", "sudo", "git-upload-pack"]) {
    writeFileSync(join(here, name), stub);
    chmodSync(join(here, name), 0o755);
  }
  writeFileSync(join(here, "author-commands.sh"), readFileSync(join(bundled, "author-commands.sh")));
  const code = readFileSync(join(bundled, "author-shell"), "utf8")
    .replace("export PATH=/usr/bin:/bin", `export PATH=${here}:/usr/bin:/bin`)
    .replace("here=/usr/local/lib/freehold", `here=${here}`);
  const env = asked === undefined ? {} : { SSH_ORIGINAL_COMMAND: asked };
  const { status, stdout, stderr } = runBash(code, [author], { env });
  return { status, stdout: stdout.replaceAll(here, "HERE"), stderr };
}

test("a push is taken alone, in the one repository", () => {
  expect(shell("git-receive-pack '/blog'").stdout).toBe(
    "alone <HERE/receive> </srv/freehold/blog.git> by alice@home\n",
  );
});

test("a fetch needs no lock", () => {
  expect(shell("git-upload-pack '/blog'").stdout).toBe("git-upload-pack </srv/freehold/blog.git> by alice@home\n");
});

test("a rollback is taken alone, by the author's name from the key file", () => {
  expect(shell("rollback 0a1b2c").stdout).toBe(
    "alone <sudo> <-n> <HERE/rollback> <alice@home> <0a1b2c> by alice@home\n",
  );
  expect(shell("rollback").stdout).toBe("alone <sudo> <-n> <HERE/rollback> <alice@home> by alice@home\n");
});

test("logs and status go to root's scripts with checked words only", () => {
  expect(shell("logs nginx -f").stdout).toBe("sudo <-n> <HERE/logs> <nginx> <-f> by alice@home\n");
  expect(shell("status").stdout).toBe("sudo <-n> <HERE/status> by alice@home\n");
});

test("no command: help. Anything else: status 2, quoted so that a terminal cannot be fooled, and the help", () => {
  expect(shell(undefined).stdout).toMatch(/^What your key can do here/);
  const refused = shell("id; \u001b[2J");
  expect(refused.status).toBe(2);
  expect(refused.stdout).toBe("");
  expect(refused.stderr.split("\n")[0]).toBe("This key cannot do: $'id; \\E[2J'");
});

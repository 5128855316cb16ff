import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { canMount, type LivedInHome, livedInHome } from "../../support/lived-in/home";

const push = resolve(__dirname, "../../../infra/release/server-repository.mjs");
let base: string;
let work: string;
let home: LivedInHome;

const git = (...args: string[]) =>
  execFileSync("git", ["-C", work, "-c", "user.name=Ada", "-c", "user.email=ada@example.org", ...args], {
    encoding: "utf8",
    stdio: "pipe",
  }).trim();

/** `ssh` that runs git on this machine: what it is told to do there is its last word. */
const ssh = `#!/bin/bash\nfor last; do :; done\nexec bash -c "\${last%% *} $BASE/blog.git"\n`;

/** The server refuses tags, as its hook does, and says what it is told to say. */
const hook = `#!/bin/sh
printf '%b' "$SERVER_SAYS" >&2
case $1 in refs/heads/main) exit 0 ;; *) echo "only main" >&2; exit 1 ;; esac
`;

beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), "freehold-push-"));
  work = join(base, "work");
  home = livedInHome();
  execFileSync("git", ["init", "-q", "-b", "main", work]);
  execFileSync("git", ["init", "-q", "--bare", "-b", "main", join(base, "blog.git")]);
  mkdirSync(join(base, "bin"));
  for (const [path, text] of [
    ["bin/ssh", ssh],
    ["blog.git/hooks/update", hook],
  ] as const) {
    writeFileSync(join(base, path), text);
    chmodSync(join(base, path), 0o755);
  }
  git("commit", "-q", "--allow-empty", "-m", "one");
  git("tag", "-a", "v1", "-m", "v1");
});
afterEach(() => {
  home.remove();
  rmSync(base, { recursive: true });
});

/** Pushes HEAD as `up` does; what it returned and what was shown. */
function release(more: NodeJS.ProcessEnv = {}) {
  const script = `
    const { serverRepository } = await import(${JSON.stringify(push)});
    const server = serverRepository({ SSH_CONFIG: "none", ALIAS: "freehold-dev" });
    console.log(JSON.stringify(await server.push(process.argv[1])));
    console.log(server.main());`;
  const args = ["--input-type=module", "-e", script, git("rev-parse", "HEAD")];
  const [command, words] = home.words("sh", ["-c", 'exec "$@" 2>&1', "sh", process.execPath, ...args]);
  const env = { ...home.env, PATH: `${join(base, "bin")}:${process.env["PATH"]}`, BASE: base, BASH_ENV: "", ...more };
  return spawnSync(command, words, { cwd: work, encoding: "utf8", env }).stdout;
}

describe.runIf(canMount())("a push of `up`, in a home with git settings of its own", () => {
  it("is the push of an empty home: no tags, no signature, no hook, no other address", () => {
    expect(release()).toContain(`{"released":true,"status":0}\n${git("rev-parse", "HEAD")}`);
    expect(existsSync(join(base, "blog.git/refs/tags/v1"))).toBe(false);
  });

  it("does not follow settings of the repository itself", () => {
    for (const [key, value] of [
      ["push.followTags", "true"],
      ["push.gpgSign", "true"],
      ["push.pushOption", "ci.skip"],
      ["core.hooksPath", join(home.folder, "hooks")],
    ] as const)
      git("config", key, value);
    expect(release()).toContain('{"released":true,"status":0}');
  });

  it("was a release where main is the commit, whatever git's status", () => {
    // A mirror's refspec in the remote's own settings cannot be switched off: a second ref is refused, main is not.
    writeFileSync(
      join(base, "bin/git"),
      `#!/bin/sh\n${gitPath} "$@"; s=$?; for w; do [ "$w" != push ] || exit 1; done; exit $s\n`,
    );
    chmodSync(join(base, "bin/git"), 0o755);
    expect(release()).toContain(`{"released":true,"status":1}\n${git("rev-parse", "HEAD")}`);
  });

  it("ends with ssh's own last words where the server cannot be reached", () => {
    writeFileSync(
      join(base, "bin/ssh"),
      "#!/bin/sh\necho 'ssh: connect to host example port 22: No route to host' >&2\nexit 255\n",
    );
    expect(release()).toContain('{"released":false,"status":128}');
    expect(release()).toContain("Error: git ls-remote: ssh: connect to host example port 22: No route to host");
  });

  it("shows the server's words without what a terminal obeys", () => {
    const shown = release({
      SERVER_SAYS: "\\033]0;title\\007 \\033[2Jgone\\r\\n\\302\\233m Gr\\303\\266\\303\\237e\\n",
    });
    expect(shown).toContain("\\x1b]0;title\\x07 \\x1b[2Jgone");
    expect(shown).toContain("\\x9bm Größe");
    for (const obeyed of ["\x1b", "\x07", "\r", "\x9b"]) expect(shown).not.toContain(obeyed);
  });
});

const gitPath = execFileSync("sh", ["-c", "command -v git"], { encoding: "utf8" }).trim();

import { spawn, spawnSync } from "node:child_process";
import { resolve } from "node:path";
import { ownGit, withoutGitVariables } from "./own-git.mjs";
import { copyPrintable, printable } from "./printable.mjs";

/**
 * Settings of git that would change what a push or a fetch of this program does, set to git's own defaults. A user's global
 * settings are left out as a whole (`gitEnvironment`); these may also be in the repository's own.
 */
const defaults = [
  "push.followTags=false",
  "push.gpgSign=false",
  "push.pushOption=",
  "push.recurseSubmodules=no",
  "fetch.recurseSubmodules=no",
  "fetch.prune=false",
  "fetch.writeCommitGraph=false",
  "core.hooksPath=/dev/null",
  "gc.auto=0",
  // The user's own list of safe folders is among the global settings; infra/release/repository.ts has asked git by it.
  "safe.directory=*",
].flatMap((setting) => ["-c", setting]);

const quoted = (word) => `'${word.replaceAll("'", "'\\''")}'`;

/**
 * The environment of git for the server's repository: pinned host key, operator's key, no question asked, and none of the user's
 * global settings (`url.*.insteadOf`, `protocol.allow`, hooks, signing…) and variables, which are for the user's own remotes.
 */
export function gitEnvironment(environment, sshConfig) {
  const ssh = ["ssh", "-F", resolve(sshConfig), "-o", "BatchMode=yes"];
  return {
    ...withoutGitVariables(environment),
    GIT_SSH_COMMAND: ssh.map(quoted).join(" "),
    GIT_SSH_VARIANT: "ssh",
    GIT_CONFIG_GLOBAL: "/dev/null",
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_TERMINAL_PROMPT: "0",
    LC_ALL: "C.UTF-8",
    LANGUAGE: "C",
  };
}

/** What git says after any failure of ssh; the cause is in the line before. */
const unspecific =
  /^(fatal: Could not read from remote repository\.|Please make sure you have .*|and the repository exists\.|)$/;

/** The last line of what a command wrote to standard error: the cause in its own words. Pure. */
export const lastLine = (text) =>
  printable(text)
    .split("\n")
    .filter((line) => !unspecific.test(line.trim()))
    .at(-1) ?? "";

/** The server's repository over SSH. Its words reach the terminal as printable text only. */
export function serverRepository({ SSH_CONFIG, ALIAS }) {
  const url = `${ALIAS}:blog`;
  const env = gitEnvironment(process.env, SSH_CONFIG);
  const run = (what, command, args) => {
    const { status, stdout, stderr, error } = spawnSync(command, args, { env, encoding: "utf8" });
    if (status === 0) return stdout;
    throw new Error(`${what}: ${error?.message ?? (lastLine(stderr) || `status ${status}`)}`);
  };
  const git = (...args) => run(`git ${args[0]}`, "git", [...defaults, ...args]);
  const main = () => git("ls-remote", url, "refs/heads/main").split("\t")[0] || undefined;
  const askJson = (word) => {
    const ssh = ["-F", resolve(SSH_CONFIG), "-o", "BatchMode=yes", ALIAS, word, "--json"];
    return JSON.parse(run(`ssh ${word}`, "ssh", ssh));
  };
  const holds = (question) => {
    try {
      return question();
    } catch {
      return false;
    }
  };
  // `main` follows what is live; on a full disk it may be late.
  const isLive = (commit) => holds(() => main() === commit) || holds(() => askJson("releases").live === commit);
  return {
    /** Commit of the server's `main`, undefined before the first release. */
    main,
    /** Brings the server's `main` into this repository under `ref`. */
    fetch: (ref) => git("fetch", "--quiet", "--no-tags", url, `+refs/heads/main:${ref}`),
    /**
     * Pushes as an author would; the server's words go to the terminal as they come. Whether it was released says what is live
     * on the server afterwards, not git's status, which counts other things too. The user's own hooks are not run.
     *
     * @returns {Promise<{ released: boolean, status: number }>}
     */
    async push(commit) {
      const args = [...defaults, "push", "--no-verify", url, `${commit}:refs/heads/main`];
      const child = spawn("git", args, { env, stdio: ["ignore", "pipe", "pipe"] });
      const ended = new Promise((done) => {
        child.on("error", () => done(127));
        child.on("close", (status) => done(status ?? 128));
      });
      const write = (stream) => (text) => void stream.write(text);
      await Promise.all([
        copyPrintable(child.stdout, write(process.stdout)),
        copyPrintable(child.stderr, write(process.stderr)),
      ]);
      const status = await ended;
      return { released: status === 0 || isLive(commit), status };
    },
    /** The server's list of releases, oldest first. */
    releases: () => askJson("releases").releases,
  };
}

/** Whether `ancestor` leads to `commit`, both being here. */
export function isAncestor(ancestor, commit) {
  return ownGit("merge-base", "--is-ancestor", ancestor, commit).status === 0;
}

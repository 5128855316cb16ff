import { spawnSync } from "node:child_process";

/** Variables of git that name where its programs, settings and authorities are; all others change what a command does, or to what. */
const kept = /^GIT_(CONFIG_(GLOBAL|SYSTEM|NOSYSTEM)|EXEC_PATH|SSL_\w+)$/;

/**
 * An environment in which git works on the repository of its folder: a hook's GIT_DIR and GIT_INDEX_FILE, GIT_NAMESPACE,
 * GIT_CONFIG_COUNT, GIT_ALLOW_PROTOCOL and the like were meant for another command. Pure.
 *
 * @param {NodeJS.ProcessEnv} environment
 * @returns {NodeJS.ProcessEnv}
 */
export const withoutGitVariables = (environment) =>
  Object.fromEntries(Object.entries(environment).filter(([name]) => !/^GIT_/.test(name) || kept.test(name)));

/**
 * Runs git in the checkout's repository, to its end; never throws.
 *
 * @returns {{ status: number | null, stdout: string }}
 */
export const ownGit = (...args) =>
  spawnSync("git", args, {
    encoding: "utf8",
    env: withoutGitVariables(process.env),
    stdio: ["ignore", "pipe", "ignore"],
  });

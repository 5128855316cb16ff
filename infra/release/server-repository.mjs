import { execFileSync, spawnSync } from "node:child_process";

/** The server's repository over SSH: pinned host key, operator's key, no question asked. */
export function serverRepository({ SSH_CONFIG, ALIAS }) {
  const ssh = ["ssh", "-F", SSH_CONFIG, "-o", "BatchMode=yes"];
  const url = `${ALIAS}:blog`;
  const env = { ...process.env, GIT_SSH_COMMAND: ssh.map((word) => `'${word}'`).join(" ") };
  const git = (...args) => execFileSync("git", args, { env, encoding: "utf8" });
  return {
    /** Commit of the server's `main`, undefined before the first release. */
    main: () => git("ls-remote", url, "refs/heads/main").split("\t")[0] || undefined,
    /** Brings the server's `main` into this repository under `ref`. */
    fetch: (ref) => git("fetch", "--quiet", "--no-tags", url, `+refs/heads/main:${ref}`),
    /** Pushes as an author would; the server's words go straight to the terminal. Returns git's exit status. */
    push: (commit) =>
      spawnSync("git", ["push", url, `${commit}:refs/heads/main`], { env, stdio: ["ignore", "inherit", "inherit"] })
        .status ?? 1,
    /** Asks the server's author shell, for example `releases`. */
    ask: (...words) => execFileSync(ssh[0], [...ssh.slice(1), ALIAS, ...words], { encoding: "utf8" }),
  };
}

/** Whether `ancestor` leads to `commit`, both being here. */
export function isAncestor(ancestor, commit) {
  return spawnSync("git", ["merge-base", "--is-ancestor", ancestor, commit], { stdio: "ignore" }).status === 0;
}

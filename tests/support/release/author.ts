import { type ChildProcess, spawnSync } from "node:child_process";
import { join } from "node:path";
import type { Checkout } from "../rehearsal/checkout";
import { ask, type Result, run } from "../rehearsal/run";

export interface Push extends Result {
  readonly commit: string;
  /** Milliseconds since 1970. */
  readonly begun: number;
  readonly ended: number;
}

/** Someone with a clone of the site's repository who pushes with plain git; the operator's key is an author's by default. */
export class Author {
  readonly env: NodeJS.ProcessEnv;
  readonly remote: string;

  constructor(readonly site: Checkout) {
    const config = join(site.folder, `.freehold/${site.stack}/ssh_config`);
    this.env = { ...site.env, GIT_SSH_COMMAND: `ssh -F ${config} -o BatchMode=yes` };
    this.remote = `freehold-${site.stack}:blog`;
  }

  git(...args: string[]): string {
    return ask("git", ["-C", this.site.folder, ...args], { env: this.env });
  }

  /** Pushes HEAD to `main`, or what the arguments say, and times it. */
  async push(
    args: readonly string[] = ["HEAD:main"],
    onLine?: (line: string, git: ChildProcess) => void,
  ): Promise<Push> {
    const commit = this.git("rev-parse", "HEAD");
    const begun = Date.now();
    const options = { env: this.env, ...(onLine ? { onLine } : {}) };
    const result = await run("git", ["-C", this.site.folder, "push", this.remote, ...args], options);
    return { ...result, commit, begun, ended: Date.now() };
  }

  /** The server's `main`. */
  main(): string {
    return this.git("ls-remote", this.remote, "refs/heads/main").split("\t")[0] ?? "";
  }

  /** Drops local commits that were refused: back to `commit`, or to what the server has. */
  back(commit?: string): void {
    if (commit === undefined) this.git("fetch", "--quiet", this.remote, "main");
    this.git("reset", "--quiet", "--hard", commit ?? "FETCH_HEAD");
    this.git("clean", "--quiet", "-fd", "--", "app", "nginx");
  }

  /** Commits an entry that a checkout cannot have, such as a submodule, by its mode. */
  commitEntry(mode: string, object: string, path: string): undefined {
    this.git("update-index", "--add", "--cacheinfo", `${mode},${object},${path}`);
    this.git("commit", "--quiet", "-m", path);
  }

  /** Id of a tree of these rows, as `git ls-tree` prints them. */
  mktree(rows: string): string {
    const { stdout } = spawnSync("git", ["-C", this.site.folder, "mktree"], { input: rows, encoding: "utf8" });
    return stdout.trim();
  }

  /** Asks the server with the author's key. */
  ask(...command: string[]): Promise<Result> {
    return this.site.ssh("author", ...command);
  }
}

/** A post that is valid, its title being what to look for. */
export function post(title: string): string {
  return `---\ntitle: ${title}\ndate: 2026-11-20\nsummary: A test.\ntags: [test]\n---\n\nHello.\n`;
}

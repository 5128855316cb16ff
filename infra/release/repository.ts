import { execFileSync } from "node:child_process";

/** What the program needs to know about the local repository: the commit to release, and what is not in it. */
export interface Repository {
  /** Commit id of HEAD, 40 hex digits. */
  readonly head: string;
  /** Uncommitted changes below what a release is made of; they will not be released. */
  readonly uncommitted: readonly string[];
  readonly root: string;
}

/** Paths a release is made of: compose.yaml and the contexts of its images. */
const released = ["app", "nginx", "compose.yaml"];

function git(root: string, ...args: string[]): string {
  return execFileSync("git", ["-C", root, ...args], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
}

/** Reads the repository at `root`, or says what is wrong with it. */
export function readRepository(root: string): Repository | { readonly problem: string } {
  try {
    git(root, "rev-parse", "--git-dir");
  } catch {
    return {
      problem: `${root} is no git repository; a release is a commit. Clone the project with git, or: git init && git add . && git commit`,
    };
  }
  try {
    const head = git(root, "rev-parse", "--verify", "HEAD^{commit}").trim();
    if (!/^[0-9a-f]{40}$/.test(head))
      return {
        problem: `the repository at ${root} names its commit ${head}; expected SHA-1, 40 hex digits, which is all that the server's git reads. Clone it into one made with: git init --object-format=sha1`,
      };
    const status = git(root, "status", "--porcelain", "-z", "--", ...released);
    const uncommitted = status
      .split("\0")
      .filter((entry) => entry !== "")
      .map((entry) => entry.slice(3));
    return { head, uncommitted, root };
  } catch {
    return {
      problem: `the repository at ${root} has no commit yet; a release is a commit. Make one: git add . && git commit`,
    };
  }
}

import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { withoutGitVariables } from "./own-git.mjs";

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

/** Git's answer, or the last line of what it said: its words are in English, so that a cause can be told by them. */
function git(root: string, ...args: string[]): { readonly out: string } | { readonly said: string } {
  const env = { ...withoutGitVariables(process.env), LC_ALL: "C", LANGUAGE: "C" };
  try {
    return { out: execFileSync("git", ["-C", root, ...args], { encoding: "utf8", stdio: "pipe", env }) };
  } catch (error) {
    const { stderr, message } = error as { stderr?: string; message: string };
    return { said: (stderr || message).trim() };
  }
}

/** Why git does not take the folder for a repository, and what to do. Pure. */
export function repositoryProblem(root: string, said: string, hasGit: boolean): string {
  if (/dubious ownership/.test(said))
    return (
      `FH-GIT-OWNER: git does not trust ${root}, because the folder belongs to another user. If it is yours: ` +
      `git config --global --add safe.directory '${root.replaceAll("'", "'\\''")}'`
    );
  if (!hasGit && /not a git repository/.test(said))
    return `FH-GIT-NONE: ${root} is no git repository; a release is a commit. Clone the project with git, or: git init && git add . && git commit`;
  const last = said.split("\n").at(-1);
  return `FH-GIT-FAILED: git cannot read the repository at ${root}: ${last}`;
}

/** What of this repository cannot be released, a sentence each. */
function unfit(root: string): string[] {
  const format = git(root, "rev-parse", "--show-object-format");
  const problems: string[] = [];
  if ("out" in format && format.out.trim() !== "sha1")
    problems.push(
      `FH-GIT-FORMAT: the repository at ${root} names its objects by ${format.out.trim()}; the server takes sha1 only. ` +
        "Make one that it takes: git init --object-format=sha1, in a copy without .git",
    );
  // What scripts are read by is the working tree: a checkout with Windows' line ends looks clean to git.
  const script = join(root, "infra/access/write");
  if (existsSync(script) && readFileSync(script, "utf8").includes("\r"))
    problems.push(
      `FH-GIT-CRLF: the files in ${root} have Windows' line ends, with which no script runs. Clone once more on this system, ` +
        "or: git config core.autocrlf false && git rm -rq --cached . && git reset --hard",
    );
  const lfs = git(root, "grep", "-l", "-E", "filter=lfs", "HEAD", "--", "*.gitattributes");
  if ("out" in lfs)
    problems.push(
      "FH-GIT-LFS: pictures of this repository are in Git LFS (.gitattributes), which the server does not have. " +
        "Keep them in git itself: git lfs migrate export --everything --include='*'",
    );
  return problems;
}

/** Reads the repository at `root`, or says what is wrong with it, all at once. */
export function readRepository(root: string): Repository | { readonly problems: readonly string[] } {
  const found = git(root, "rev-parse", "--git-dir");
  if ("said" in found) return { problems: [repositoryProblem(root, found.said, existsSync(join(root, ".git")))] };
  const head = git(root, "rev-parse", "--verify", "--quiet", "HEAD^{commit}");
  if ("said" in head)
    return {
      problems: [
        `FH-GIT-EMPTY: the repository at ${root} has no commit yet; a release is a commit. Make one: git add . && git commit`,
      ],
    };
  const problems = unfit(root);
  const status = git(root, "-c", "status.showUntrackedFiles=normal", "status", "--porcelain", "-z", "--", ...released);
  if ("said" in status) problems.push(repositoryProblem(root, status.said, true));
  if ("said" in status || problems.length > 0) return { problems };
  const uncommitted = status.out
    .split("\0")
    .filter((entry) => entry !== "")
    .map((entry) => entry.slice(3));
  return { head: head.out.trim(), uncommitted, root };
}

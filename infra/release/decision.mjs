/**
 * What to do with a commit, given the server's `main`. Pure.
 *
 * @typedef {object} Situation
 * @property {string} commit        what this checkout would release
 * @property {string | undefined} main   the server's `main`; undefined before the first release
 * @property {boolean} mainIsAncestor    whether the server's `main` is an ancestor of the commit (or the commit itself)
 * @property {boolean} commitIsAncestor  whether the commit is an ancestor of the server's `main`
 * @property {boolean} rolledBack   whether the server had the commit live and was rolled back from it
 *
 * @param {Situation} situation
 * @returns {"push" | "same" | "ahead" | "rolled back" | "diverged"}
 */
export function decide({ commit, main, mainIsAncestor, commitIsAncestor, rolledBack }) {
  if (main === undefined) return "push";
  if (main === commit) return "same";
  if (commitIsAncestor) return "ahead";
  if (!mainIsAncestor) return "diverged";
  return rolledBack ? "rolled back" : "push";
}

/**
 * What a new server gets: this checkout's commit, unless the server before it had something live that this branch lacks. Pure.
 *
 * @param {{ commit: string, before: string | undefined, beforeIsAncestor: boolean }} situation
 * @returns {string} the commit to release
 */
export function firstRelease({ commit, before, beforeIsAncestor }) {
  return before === undefined || beforeIsAncestor ? commit : before;
}

/**
 * Why a backup's commit is not pushed: only a server without a release gets it, or one that has it already. Pure.
 *
 * @param {string | undefined} commit   of the backup; undefined in any other run
 * @param {string | undefined} main     the server's `main`
 * @returns {string | undefined}
 */
export function restoreProblem(commit, main) {
  if (commit === undefined || main === undefined || main === commit) return undefined;
  return `FH-RESTORE-NOT-EMPTY: the server has ${main.slice(0, 12)} already, the backup ${commit.slice(0, 12)}; nothing was pushed`;
}

/** What the operator reads where nothing is pushed although the two differ: what is so, and how to go on. */
export const warnings = {
  ahead:
    "the server's main is ahead of this checkout; nothing was pushed. To have it here: git pull --ff-only server main",
  "rolled back":
    "the server was rolled back from this commit; nothing was pushed. Commit a fix and run `pulumi up` again, or push it yourself",
  diverged:
    "the server's main and this checkout went different ways; nothing was pushed. To bring them together: git pull server main",
};

// Run by the Release component: releases $COMMIT by the push an author would make, then checks the page at $URL.
import { decide, firstRelease, restoreProblem, warnings } from "./decision.mjs";
import { ownGit } from "./own-git.mjs";
import { waitForPage } from "./page.mjs";
import { report, warn } from "./printable.mjs";
import { pushUntilTaken, wasLive } from "./retry.mjs";
import { isAncestor, serverRepository } from "./server-repository.mjs";

const { URL, STACK, RESTORE } = process.env;
const COMMIT = RESTORE ?? process.env.COMMIT;
const server = serverRepository(process.env);

/** What the server has, and how it relates to the commit. The server's commits are fetched, so that git can compare. */
function readSituation() {
  const main = server.main();
  const problem = restoreProblem(RESTORE, main);
  if (problem !== undefined) throw new Error(problem);
  if (main === undefined || main === COMMIT) return { commit: COMMIT, main };
  server.fetch(`refs/freehold/${STACK}/main`);
  const mainIsAncestor = isAncestor(main, COMMIT);
  return {
    commit: COMMIT,
    main,
    mainIsAncestor,
    commitIsAncestor: isAncestor(COMMIT, main),
    rolledBack: mainIsAncestor && wasLive(server.releases(), COMMIT),
  };
}

/** In a rebuild: what was live on the server before, as rescue.mjs fetched it. */
function releasedBefore() {
  if (process.env.REBUILD !== "1") return undefined;
  const ref = `refs/freehold/${STACK}/main`;
  const { status, stdout } = ownGit("rev-parse", "--quiet", "--verify", ref);
  return status === 0 ? stdout.trim() : undefined;
}

function chooseFirst() {
  const before = releasedBefore();
  const commit = firstRelease({ commit: COMMIT, before, beforeIsAncestor: before && isAncestor(before, COMMIT) });
  if (commit !== COMMIT)
    warn(
      `warning: the old server had commits that this branch lacks; its main (${commit.slice(0, 12)}) goes to the new one. ` +
        `To have them here: git merge refs/freehold/${STACK}/main`,
    );
  return commit;
}

async function push(commit) {
  const { released, status } = await pushUntilTaken(server, commit, { say: warn });
  const short = commit.slice(0, 12);
  if (released && status !== 0)
    warn(`warning: git push ended with status ${status} (see above); ${short} is live all the same`);
  if (released) return;
  throw new Error(
    `commit ${short} was not released (git's and the server's words are above); what was live is live.${hint()}`,
  );
}

/** What a clone lacks that may be the reason: a push sends the whole history. */
function hint() {
  if (ownGit("rev-parse", "--is-shallow-repository").stdout.trim() === "true")
    return " This clone is shallow; if that was the reason: git fetch --unshallow";
  if (ownGit("config", "--get-regexp", "^remote\\..*\\.promisor$").status === 0)
    return " This clone is partial; if that was the reason: clone again without --filter";
  return "";
}

try {
  const situation = readSituation();
  const verdict = decide(situation);
  const live = verdict !== "push" ? situation.main : situation.main === undefined ? chooseFirst() : COMMIT;
  if (verdict === "push") await push(live);
  else if (verdict !== "same") warn(`warning: ${warnings[verdict]}`);
  await waitForPage(URL, live);
  report(`released ${live}`);
} catch (error) {
  warn(error.message);
  process.exitCode = 1;
}

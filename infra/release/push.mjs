// Run by the Release component: releases $COMMIT by the push an author would make, then checks the page at $URL.
import { execFileSync } from "node:child_process";
import { decide, warnings } from "./decision.mjs";
import { waitForPage } from "./page.mjs";
import { isAncestor, serverRepository } from "./server-repository.mjs";

const { COMMIT, URL, STACK } = process.env;
const server = serverRepository(process.env);

/** What the server has, and how it relates to the commit. The server's commits are fetched, so that git can compare. */
function readSituation() {
  const main = server.main();
  if (main === undefined || main === COMMIT) return { commit: COMMIT, main };
  server.fetch(`refs/freehold/${STACK}/main`);
  const mainIsAncestor = isAncestor(main, COMMIT);
  return {
    commit: COMMIT,
    main,
    mainIsAncestor,
    commitIsAncestor: isAncestor(COMMIT, main),
    rolledBack: mainIsAncestor && server.ask("releases").includes(COMMIT.slice(0, 12)),
  };
}

function push() {
  if (server.push(COMMIT) === 0) return;
  const shallow = execFileSync("git", ["rev-parse", "--is-shallow-repository"], { encoding: "utf8" }).trim();
  const hint = shallow === "true" ? " This clone is shallow; if that was the reason: git fetch --unshallow" : "";
  throw new Error(
    `the server refused commit ${COMMIT.slice(0, 12)} (its words are above); it goes on as before.${hint}`,
  );
}

try {
  const situation = readSituation();
  const verdict = decide(situation);
  if (verdict === "push") push();
  else if (verdict !== "same") console.error(`warning: ${warnings[verdict]}`);
  const live = verdict === "push" ? COMMIT : situation.main;
  await waitForPage(URL, live);
  console.log(`released ${live}`);
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}

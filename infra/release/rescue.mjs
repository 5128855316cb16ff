// Run before the server goes (destroy, or another server in its place): no author's commit goes down with it, nor its certificate.
import { savedCertificate } from "../setup/saved-certificate.mjs";
import { ownGit } from "./own-git.mjs";
import { report, warn } from "./printable.mjs";
import { isAncestor, serverRepository } from "./server-repository.mjs";

const { STACK } = process.env;
const ref = `refs/freehold/${STACK}/main`;
const server = serverRepository(process.env);

try {
  if (server.main() === undefined) {
    report("the server has no release; nothing to fetch");
  } else {
    server.fetch(ref);
    const commit = ownGit("rev-parse", ref).stdout.trim();
    const known = isAncestor(commit, "HEAD");
    report(`fetched the server's main (${commit.slice(0, 12)}) to ${ref}`);
    if (!known) warn(`warning: it has commits that this branch lacks. To have them here: git merge ${ref}`);
  }
} catch (error) {
  // A server that is gone must not keep its own destroy from ending.
  warn(`warning: the server's main could not be fetched (${String(error.message).trim()}); going on without it`);
}

const saved = savedCertificate(process.env);
if (saved.save()) report(`saved the server's certificate in ${saved.file}: the next server takes it from there`);

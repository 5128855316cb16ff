import { readFileSync } from "node:fs";
import { join } from "node:path";

/**
 * Whether node_modules is what package-lock.json asks for. npm itself writes `node_modules/.package-lock.json` as the last act of
 * an install, so no stamp of ours is needed and a hand-typed `npm ci` counts too.
 */
export function installedMatchesLock(lock, installed) {
  return Object.entries(lock.packages).every(([path, wanted]) => {
    // The project itself and its workspaces (packages/*) are not installed but here; links lead to them.
    if (!path.includes("node_modules/") || wanted.link) return true;
    const found = installed.packages[path];
    // An optional package for another system or C library is locked but rightly absent.
    if (found === undefined) return Boolean(wanted.optional);
    return found.version === wanted.version && found.integrity === wanted.integrity;
  });
}

export function dependenciesAreInstalled(root) {
  try {
    const read = (file) => JSON.parse(readFileSync(join(root, file), "utf8"));
    return installedMatchesLock(read("package-lock.json"), read("node_modules/.package-lock.json"));
  } catch {
    return false;
  }
}

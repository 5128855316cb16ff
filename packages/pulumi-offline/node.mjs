// The second door, for cli/run.mjs: it opens before `npm ci`, under whatever Node the machine has, so it is plain Node without a dependency.
import { spawnSync } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = join(dirname(fileURLToPath(import.meta.url)), "node");

/** What `engines` in package.json says. @pulumi/pulumi 3.259 and vitest 5 need 22, html-validate 11 the rest. */
export const wantedNode = "22 (from 22.22 on) or 24 (from 24.8 on)";

/** Whether a version (`20.1.0`) is one of `wantedNode`. Pure. */
export function isCurrent(version) {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  return (major === 22 && minor >= 22) || (major === 24 && minor >= 8) || major > 24;
}

/** The folder's locked version of Node for this machine, or nothing where npm has none for it. */
export function lockedNode(platform = process.platform, arch = process.arch) {
  const name = `node-${platform}-${arch}`;
  const version = JSON.parse(readFileSync(join(here, "package.json"), "utf8")).optionalDependencies[name];
  return version === undefined ? undefined : { name, version };
}

/**
 * Installs the locked Node below `folder`, by npm and its hashes: 45 MB to fetch, 190 MB on the disk, 5 s. Nothing where it is there.
 * @returns the path of its executable
 * @throws with npm's own lines where it fails
 */
export function bringNode({ name, version }, folder, say) {
  const home = join(folder, "node_modules", name);
  const executable = join(home, "bin", "node");
  const manifest = join(home, "package.json");
  if (existsSync(executable) && JSON.parse(readFileSync(manifest, "utf8")).version === version) return executable;
  say(`Node ${version}: fetching it from npm, for this machine's is ${process.versions.node} ...`);
  mkdirSync(folder, { recursive: true });
  for (const file of ["package.json", "package-lock.json"]) copyFileSync(join(here, file), join(folder, file));
  const npm = spawnSync("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"], {
    cwd: folder,
    encoding: "utf8",
  });
  if (npm.status === 0 && existsSync(executable)) return executable;
  const lines = `${npm.stderr ?? ""}`.split("\n").filter((line) => line.startsWith("npm error"));
  throw new Error([npm.error?.message ?? `npm ci ended with status ${npm.status}`, ...lines.slice(0, 10)].join("\n  "));
}

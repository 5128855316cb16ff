// The only part that must run before `npm ci`: plain Node, no dependency, nothing newer than it checks for.
import { spawn, spawnSync } from "node:child_process";
import { closeSync, mkdirSync, openSync, readFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { bringNode, isCurrent, lockedNode, wantedNode } from "../packages/pulumi-offline/node.mjs";
import { networkProblem, settleNetwork } from "./company-network.mjs";
import { dependenciesAreInstalled } from "./dependencies.mjs";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const started = Date.now();
const say = (text) =>
  process.stderr.write(`[${String(Math.round((Date.now() - started) / 1000)).padStart(3)} s] ${text}\n`);

function refuse(message) {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}

/** The Node that runs everything: this one where it is new enough, else the one that npm has. Returns its path. */
function findNode() {
  if (isCurrent(process.versions.node)) return process.execPath;
  const wanted = `Node ${wantedNode} is needed; this is ${process.versions.node} (${process.execPath}).`;
  const locked = lockedNode();
  if (!locked) return refuse(`${wanted} Install it from your distribution or nodejs.org.`);
  try {
    return bringNode(locked, join(root, ".toolchain", "node"), say);
  } catch (error) {
    return refuse(`${wanted} Version ${locked.version} could not be fetched from npm: ${error.message}`);
  }
}

/** `npm ci`, unless node_modules is what package-lock.json says. The output goes to a log, its end is shown on failure. */
function installDependencies(env) {
  if (dependenciesAreInstalled(root)) return;
  const logFile = join(root, ".toolchain", "log", "dependencies.log");
  mkdirSync(dirname(logFile), { recursive: true });
  const log = openSync(logFile, "w");
  const start = Date.now();
  say("dependencies: npm ci ...");
  const npm = spawnSync("npm", ["ci", "--include=dev", "--no-audit", "--no-fund"], {
    cwd: root,
    env,
    stdio: ["ignore", log, log],
  });
  closeSync(log);
  if (npm.status !== 0) {
    // npm says what is wrong first; a page of usage may follow.
    const lines = readFileSync(logFile, "utf8").trimEnd().split("\n");
    const said = lines.filter((line) => line.startsWith("npm error")).slice(0, 10);
    const text = (said.length > 0 ? said : lines.slice(-10)).map((line) => `  ${line}`).join("\n");
    refuse(
      `npm ci failed (${npm.error ? npm.error.message : `status ${npm.status}`}):\n${text}\nThe whole output: ${logFile}`,
    );
  }
  say(`dependencies: npm ci ... done in ${((Date.now() - start) / 1000).toFixed(1)} s`);
}

/** Before anything is fetched. */
function joinNetwork() {
  const problem = networkProblem(process.env);
  if (problem !== undefined) refuse(problem);
  settleNetwork(process.env, join(root, ".toolchain"));
}

joinNetwork();
const node = findNode();
// First on the path: npm, Pulumi and what they start take Node from there.
const path = [dirname(node), ...(process.env.PATH ?? "").split(delimiter).filter((folder) => folder !== dirname(node))];
const environment = { ...process.env, PATH: path.join(delimiter) };
installDependencies(environment);
const child = spawn(node, ["--import", "tsx", join(root, "cli", "main.ts"), ...process.argv.slice(2)], {
  stdio: "inherit",
  env: { ...environment, FREEHOLD_STARTED: String(started) },
});
// The child shares the terminal and gets Ctrl-C by itself: stay to pass on how it ended.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
  process.on(signal, () => {
    if (signal !== "SIGINT") child.kill(signal);
  });
}
child.on("error", (error) => refuse(`could not start Node again: ${error.message}`));
child.on("exit", (code, signal) => process.exit(signal ? 130 : code));

import { statSync } from "node:fs";
import { delimiter, join } from "node:path";
import { UserError } from "../../infra/user-error";
import { judgeDownload } from "../../packages/pulumi-offline/index";
import { endOf, execute } from "../execute";
import { isExecutable, readJson } from "../files";
import { offline } from "../offline";
import { pulumiHome, root } from "../paths";
import { type Step, say } from "../step";
import { type Origin, readFound, recordFound } from "./found";

const npmPackage = join(root, "node_modules", "pulumi");

/** The version locked in package.json: of the official CLI, of the build, and of one on the PATH that would do. */
export const pulumiVersion = () =>
  readJson<{ version: string }>(join(npmPackage, "package.json"))?.version ?? "unknown";

/** Where the npm package `pulumi` puts the official CLI and its language hosts. */
const officialPath = (version: string) => join(pulumiHome, "versions", version, "bin", "pulumi");

/** The user's own `pulumi` of the same version. Not those in this project: npm's shim would start a download. */
async function onPath(version: string): Promise<string | undefined> {
  for (const folder of (process.env["PATH"] ?? "").split(delimiter)) {
    const path = join(folder, "pulumi");
    if (folder.includes("node_modules") || folder.startsWith(root) || !isExecutable(path)) continue;
    const env = { ...process.env, PULUMI_SKIP_UPDATE_CHECK: "true" };
    const { code, stdout } = await execute(path, ["version"], { env, timeout: 60 });
    if (code === 0 && stdout.trim() === `v${version}`) return path;
  }
  return undefined;
}

/** Lets npm's package download the official CLI, for at most five minutes; undefined where the network does not let it. */
async function download(version: string, doing: (what: string) => void, log: string): Promise<string | undefined> {
  doing(`downloading the official ${version}`);
  const env = { ...process.env, PULUMI_VERSION: version };
  const { code, output } = await execute(process.execPath, [join(npmPackage, "run.js"), "version"], {
    env,
    log,
    timeout: 300,
  });
  if (code === 0 && isExecutable(officialPath(version))) return officialPath(version);
  const verdict = judgeDownload(output);
  const reason = endOf(output, 1);
  if (verdict === "local")
    throw new UserError(`The Pulumi CLI could not be stored: ${reason}\nThe whole output: ${log}`);
  say(
    `Pulumi CLI: the official download ${verdict === "blocked" ? "is blocked here" : "failed"} (${reason}); building it instead`,
  );
  return undefined;
}

function stampOf(path: string): string {
  const { size, mtimeMs } = statSync(path);
  return `${size} ${mtimeMs}`;
}

function record(origin: Origin, path: string, version: string): string {
  recordFound({ cli: { path, version, origin, stamp: stampOf(path) } });
  return `${version}, ${describe(origin)}`;
}

export const describe = (origin: Origin) =>
  ({
    path: "found on the PATH",
    official: "official",
    built: "built from its Go module",
    "stand-in": "stand-in",
    attached: "attached",
  })[origin];

/** What an earlier run found, where it is still there. */
function known(version: string): string | undefined {
  const cli = readFound().cli;
  if (cli?.version !== version || !isExecutable(cli.path) || stampOf(cli.path) !== cli.stamp) return undefined;
  return `${version}, ${describe(cli.origin)}`;
}

/** Makes sure of the Pulumi CLI: known, on the PATH, official, or built; in this order. */
export const pulumiCli: Step = {
  name: "Pulumi CLI",
  there: async () => {
    const version = pulumiVersion();
    const [official, built] = [officialPath(version), offline.builtPulumi(version)];
    const before = known(version);
    if (before) return before;
    const own = await onPath(version);
    if (own) return record("path", own, version);
    if (isExecutable(official)) return record("official", official, version);
    return isExecutable(built) ? record("built", built, version) : undefined;
  },
  work: async (doing, log) => {
    const version = pulumiVersion();
    const official = await download(version, doing, log);
    if (official) return record("official", official, version);
    return record("built", await offline.buildPulumi(version, doing, log), version);
  },
};

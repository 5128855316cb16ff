import type { Arguments } from "../arguments";
import { execute } from "../execute";
import { baseImages } from "../machine/base-images";
import { browserNames, commandsFor, findBrowser } from "../machine/commands-needed";
import { dockerEngine } from "../machine/docker-engine";
import { offline } from "../offline";
import { placeOf, sampleStack } from "../pulumi/environment";
import { type Origin, readFound } from "../pulumi/found";
import { problemOf } from "../pulumi/passphrase";
import { type PluginName, pluginVersion, presentParts } from "../pulumi/plugins";
import { describe, pulumiCli } from "../pulumi/pulumi-cli";
import { targetOf } from "../pulumi/stack";

/** One line of the report. */
export interface Finding {
  readonly part: string;
  /** What it is and where it is from; undefined where it is missing. */
  readonly found?: string | undefined;
  /** What to do where it is missing; undefined for what only some need. */
  readonly remedy?: string;
}

/** The table. A missing part that must be there has a cross and what to do; one that may be missing has a dash. Pure. */
export function report(findings: readonly Finding[]): string {
  const width = Math.max(...findings.map(({ part }) => part.length));
  return findings
    .map(({ part, found, remedy }) => {
      const sign = found !== undefined ? "+" : remedy ? "x" : "-";
      return `${sign} ${part.padEnd(width)}  ${found ?? (remedy ? `missing: ${remedy}` : "not there (only some commands need it)")}`;
    })
    .join("\n");
}

async function versionOf(command: string, ...args: string[]): Promise<string | undefined> {
  const { code, stdout } = await execute(command, args, { timeout: 20 });
  return code === 0 ? stdout.trim().split("\n")[0] : undefined;
}

function pluginFinding(name: PluginName, origin: Origin | undefined): Finding {
  const what =
    origin === "stand-in"
      ? `stand-in for ${pluginVersion(name)} (packages/pulumi-offline)`
      : origin === "attached"
        ? "attached by PULUMI_DEBUG_PROVIDERS"
        : `official ${pluginVersion(name)}`;
  return { part: `plugin ${name}`, found: origin && what, remedy: "npm run up installs it" };
}

/** The passphrase that encrypts the private keys in a stack's state, judged as `up` judges it. */
export function passphraseFinding(stack: string, target: string, environment: NodeJS.ProcessEnv): Finding {
  const problem = problemOf(stack, target, environment);
  if (problem !== undefined) return { part: "passphrase", remedy: problem };
  const { PULUMI_CONFIG_PASSPHRASE: words, PULUMI_CONFIG_PASSPHRASE_FILE: file } = environment;
  const from = words !== undefined ? "PULUMI_CONFIG_PASSPHRASE" : file && "PULUMI_CONFIG_PASSPHRASE_FILE";
  const found = stack === sampleStack ? "the empty one of the sample" : from ? `set by ${from}` : "not needed";
  return { part: "passphrase", found };
}

/** What `up` would meet at Oracle. Loaded only here: no other finding needs Oracle's SDK. */
async function oracleFindings(stack: string): Promise<Finding[]> {
  const { checkUp } = await import("../../infra/targets/oracle/checkup");
  const checked = await checkUp(placeOf(stack));
  return checked.map(({ part, found, problem }) => ({
    part,
    found,
    ...(problem === undefined ? {} : { remedy: problem }),
  }));
}

/** The plugin by which a target is reached, besides `command`. */
const pluginsOf = (target: string): PluginName[] =>
  target === "oracle" ? ["oci"] : target === "rehearsal" ? ["docker"] : [];

async function gather(stack: string): Promise<Finding[]> {
  const target = targetOf(stack);
  const oracle = target === "oracle";
  const cli = (await pulumiCli.there()) !== undefined ? readFound().cli : undefined;
  const plugins: PluginName[] = ["command", ...pluginsOf(target)];
  const { languageHost: host, plugins: origins = {} } = presentParts(plugins, readFound());
  const docker: Finding[] = [
    {
      part: "Docker engine",
      found: await dockerEngine.there(),
      remedy: "npm run up starts or installs it, or says what to do",
    },
    { part: "base image", found: await baseImages.there(), remedy: "npm run up pulls or makes it" },
  ];
  return [
    { part: "Node", found: `${process.version} (${process.execPath})` },
    {
      part: "commands",
      found: await commandsFor("up").there(),
      remedy: "npm run up installs them, or says what to install",
    },
    {
      part: "Pulumi CLI",
      found: cli && `${cli.version}, ${describe(cli.origin)} (${cli.path})`,
      remedy: "npm run up gets or builds it",
    },
    {
      part: "language host",
      found: host && (host === "official" ? "official, beside the CLI" : "stand-in (packages/pulumi-offline)"),
      remedy: "npm run up",
    },
    ...plugins.map((name) => pluginFinding(name, origins[name])),
    passphraseFinding(stack, target, process.env),
    ...(target === "rehearsal" ? docker : []),
    ...(target === "ssh" ? [{ part: "guard of costs", found: "not here: the machine is yours" }] : []),
    ...(oracle && cli && host && origins["oci"] ? await oracleFindings(stack) : []),
    { part: `Go ${offline.goWanted()}`, found: await versionOf("go", "version") },
    { part: "Python", found: await versionOf("python3", "--version") },
    { part: "shellcheck", found: (await versionOf("shellcheck", "--version")) && "there" },
    ...(await Promise.all(browserNames.map(async (name) => ({ part: name, found: await findBrowser(name) })))),
  ];
}

/** `npm run doctor`: what was found, where from, which version. Changes nothing; status 1 where something needed is missing. */
export async function doctor({ stack }: Arguments): Promise<number> {
  const findings = await gather(stack);
  process.stdout.write(`${report(findings)}\n`);
  const missing = findings.filter(({ found, remedy }) => found === undefined && remedy !== undefined);
  process.stdout.write(
    missing.length === 0 ? `All that stack ${stack} needs is there.\n` : `${missing.length} missing.\n`,
  );
  return missing.length === 0 ? 0 : 1;
}

import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { UserError } from "../../infra/user-error";
import { judgeDownload, type StandIn } from "../../packages/pulumi-offline/index";
import { endOf, execute, which } from "../execute";
import { isExecutable, readJson } from "../files";
import { offline } from "../offline";
import { pulumiHome, root } from "../paths";
import { type Step, say } from "../step";
import { type Found, type Origin, readFound, recordFound } from "./found";

export type PluginName = "command" | "docker" | "oci";

/** The version of a plugin is that of its SDK in node_modules. */
export const pluginVersion = (name: PluginName) =>
  readJson<{ version: string }>(join(root, "node_modules", "@pulumi", name, "package.json"))?.version ?? "unknown";

const isInstalled = (name: PluginName) =>
  existsSync(join(pulumiHome, "plugins", `resource-${name}-v${pluginVersion(name)}`));

/** Whether the official language host lies beside the CLI, as it does in Pulumi's own download. */
const hasOfficialHost = (cliPath: string) => isExecutable(join(dirname(cliPath), "pulumi-language-nodejs"));

/** Whether Pulumi is told to use a provider that runs already, which is how the tests' fake Oracle cloud is plugged in. */
const isAttached = (name: PluginName) =>
  (process.env["PULUMI_DEBUG_PROVIDERS"] ?? "").split(",").some((entry) => entry.startsWith(`${name}:`));

async function download(name: PluginName, cliPath: string, log: string): Promise<boolean> {
  const args = ["plugin", "install", "resource", name, pluginVersion(name)];
  const { code, output } = await execute(cliPath, args, { log, timeout: 300 });
  if (code === 0) return true;
  const why = judgeDownload(output) === "blocked" ? "is blocked here" : "failed";
  say(`plugins: the official download of ${name} ${why} (${endOf(output, 1)})`);
  return false;
}

/** Where each plugin can be had from. A CLI that had to be built means that Pulumi's downloads are blocked: they are not tried. */
async function originOf(name: PluginName, cli: NonNullable<Found["cli"]>, log: string): Promise<Origin> {
  if (isInstalled(name)) return "official";
  if (isAttached(name)) return "attached";
  if (name === "oci" && (await which(`pulumi-resource-${name}`))) return "path";
  if (cli.origin !== "built" && (await download(name, cli.path, log))) return "official";
  if (name !== "oci") return "stand-in";
  throw new UserError(
    `The plugin for Oracle Cloud (oci ${pluginVersion(name)}) cannot be downloaded here, and nothing can stand in for it.\n` +
      "Run this stack from a network that lets Pulumi's downloads through; the rehearsal (stack dev) works without it.",
  );
}

/** How a plugin or host is looked for; replaceable in tests. */
export interface Looks {
  readonly isInstalled: (name: PluginName) => boolean;
  readonly isAttached: (name: PluginName) => boolean;
  readonly hasOfficialHost: (cliPath: string) => boolean;
}

/**
 * What a run would use of what is there now, whether or not one has recorded it. Changes nothing.
 * @returns plugins and host; one that a run would have to get first is left out
 */
export function presentParts(
  names: readonly PluginName[],
  found: Found,
  by: Looks = { isInstalled, isAttached, hasOfficialHost },
): Pick<Found, "plugins" | "languageHost"> {
  const present = names.flatMap((name): [string, Origin][] => {
    if (by.isInstalled(name)) return [[name, "official"]];
    if (by.isAttached(name)) return [[name, "attached"]];
    const before = found.plugins?.[name];
    return before === "stand-in" || before === "path" ? [[name, before]] : [];
  });
  const plugins = Object.fromEntries(present);
  const anyStandIn = present.some(([, origin]) => origin === "stand-in");
  const official = found.cli !== undefined && !anyStandIn && by.hasOfficialHost(found.cli.path);
  const host = official ? "official" : found.languageHost === "stand-in" ? "stand-in" : undefined;
  return { plugins, ...(host && { languageHost: host }) };
}

/** The stand-ins that must lie in `.toolchain/bin` for what was found. */
function standInsOf(found: Found): StandIn[] {
  const plugins = Object.entries(found.plugins ?? {}).filter(([, origin]) => origin === "stand-in");
  const names = plugins.map(([name]) => name as StandIn);
  return found.languageHost === "stand-in" ? ["language-nodejs", ...names] : names;
}

/** What is said of stand-ins in every run: what, why, and what they are not. */
export function announcement(found: Found): string | undefined {
  const names = standInsOf(found);
  if (names.length === 0) return undefined;
  return (
    `stand-ins: ${names.join(", ")} (packages/pulumi-offline), because Pulumi's own plugins cannot be downloaded here.\n` +
    "        They do what this project uses and refuse the rest; they are not Pulumi's plugins."
  );
}

/**
 * Whether a run may go on with the recorded origin of a plugin, given where it could be had from now. An official plugin that came
 * later takes the stand-in's place: states have no difference. Pure.
 */
export function stillHolds(
  origin: Origin | undefined,
  now: { readonly installed: boolean; readonly onPath: boolean; readonly attached: boolean },
): boolean {
  if (now.installed) return origin !== undefined && origin !== "stand-in";
  return origin === "stand-in" || (origin === "path" && now.onPath) || (origin === "attached" && now.attached);
}

/** One line: each part, and where it is from. */
export const summary = (found: Found) =>
  [["language-nodejs", found.languageHost], ...Object.entries(found.plugins ?? {})]
    .map(([name, origin]) => `${name} ${origin}`)
    .join(", ");

/** Makes sure of the Node language host and the plugins that a stack needs. */
export const pluginsFor = (names: readonly PluginName[]): Step => ({
  name: "plugins",
  there: async () => {
    const found = readFound();
    if (!found.cli || !found.languageHost) return undefined;
    for (const name of names) {
      const onPath = async () => (await which(`pulumi-resource-${name}`)) !== undefined;
      const now = { installed: isInstalled(name), attached: isAttached(name) };
      const origin = found.plugins?.[name];
      if (!stillHolds(origin, { ...now, onPath: origin === "path" && (await onPath()) })) return undefined;
    }
    if (found.languageHost === "official" && !hasOfficialHost(found.cli.path)) return undefined;
    await offline.installStandIns(standInsOf(found));
    return summary(found);
  },
  work: async (doing, log) => {
    const cli = readFound().cli;
    if (!cli) throw new Error("plugins are looked for before the CLI");
    doing(names.join(", "));
    const plugins = { ...readFound().plugins };
    for (const name of names) plugins[name] = await originOf(name, cli, log);
    // One stand-in plugin needs the stand-in host too: the official one would announce plugins by version and have the engine
    // download them.
    const anyStandIn = Object.values(plugins).includes("stand-in");
    const found: Found = { plugins, languageHost: hasOfficialHost(cli.path) && !anyStandIn ? "official" : "stand-in" };
    await offline.installStandIns(standInsOf(found));
    recordFound(found);
    return summary(found);
  },
});

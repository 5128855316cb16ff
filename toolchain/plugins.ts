import { existsSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { bundleExecutable, type Executable } from "./bundle";
import { judgeDownload } from "./download-verdict";
import { endOf, execute, which } from "./execute";
import { isExecutable, readJson } from "./files";
import { type Found, type Origin, readFound, recordFound } from "./found";
import { binDir, pulumiHome, root } from "./paths";
import { PlainError } from "./plain-error";
import { type Step, say } from "./step";

export type PluginName = "command" | "docker" | "oci";

const standins = join(root, "toolchain", "standins");
const languageSources = join(root, "toolchain", "language-nodejs");

const languageHost: Executable = {
  name: "pulumi-language-nodejs",
  entry: join(languageSources, "main.ts"),
  sources: languageSources,
};
const standIn = (name: PluginName): Executable => ({
  name: `pulumi-resource-${name}`,
  entry: join(standins, name, "main.ts"),
  sources: standins,
});

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
  throw new PlainError(
    `The plugin for Oracle Cloud (oci ${pluginVersion(name)}) cannot be downloaded here, and nothing can stand in for it.\n` +
      "Run this stack from a network that lets Pulumi's downloads through; the rehearsal (stack dev) works without it.",
  );
}

/** The executables that must lie in `.toolchain/bin` for what was found. One stand-in plugin asks for the stand-in host too: the
 * official one would announce plugins by version and have the engine download them. */
function standInsFor(found: Found): Executable[] {
  const plugins = Object.entries(found.plugins ?? {}).filter(([, origin]) => origin === "stand-in");
  const executables = plugins.map(([name]) => standIn(name as PluginName));
  return found.languageHost === "stand-in" ? [languageHost, ...executables] : executables;
}

async function bundleAll(found: Found): Promise<void> {
  const wanted = standInsFor(found);
  for (const executable of wanted) await bundleExecutable(executable);
  for (const { name } of [languageHost, standIn("command"), standIn("docker")]) {
    if (!wanted.some((executable) => executable.name === name)) rmSync(join(binDir, name), { force: true });
  }
}

/** What is said of stand-ins in every run: what, why, and what they are not. */
export function announcement(found: Found): string | undefined {
  const plugins = Object.entries(found.plugins ?? {}).filter(([, origin]) => origin === "stand-in");
  const names = [...(found.languageHost === "stand-in" ? ["language-nodejs"] : []), ...plugins.map(([name]) => name)];
  if (names.length === 0) return undefined;
  return (
    `stand-ins: ${names.join(", ")} (toolchain/), because Pulumi's own plugins cannot be downloaded here.\n` +
    "        They do what this project uses and refuse the rest; they are not Pulumi's plugins."
  );
}

const summary = (found: Found) =>
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
      const origin = found.plugins?.[name];
      const there =
        origin === "stand-in" ||
        isInstalled(name) ||
        (origin === "path" && (await which(`pulumi-resource-${name}`))) ||
        (origin === "attached" && isAttached(name));
      if (!origin || !there) return undefined;
    }
    if (found.languageHost === "official" && !hasOfficialHost(found.cli.path)) return undefined;
    await bundleAll(found);
    return summary(found);
  },
  work: async (doing, log) => {
    const cli = readFound().cli;
    if (!cli) throw new Error("plugins are looked for before the CLI");
    doing(names.join(", "));
    const plugins = { ...readFound().plugins };
    for (const name of names) plugins[name] = await originOf(name, cli, log);
    const anyStandIn = Object.values(plugins).includes("stand-in");
    const found: Found = { plugins, languageHost: hasOfficialHost(cli.path) && !anyStandIn ? "official" : "stand-in" };
    await bundleAll(found);
    recordFound(found);
    return summary(found);
  },
});

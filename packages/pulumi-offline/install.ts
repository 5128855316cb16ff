import { rmSync } from "node:fs";
import { join } from "node:path";
import { bundleExecutable, type Executable } from "./bundle";
import type { Host } from "./host";

const plugins = join(__dirname, "standins");
const languageHost = join(__dirname, "language-nodejs");

const plugin = (name: string): Executable => ({
  name: `pulumi-resource-${name}`,
  entry: join(plugins, name, "main.ts"),
  sources: plugins,
});

export const executables = {
  "language-nodejs": { name: "pulumi-language-nodejs", entry: join(languageHost, "main.ts"), sources: languageHost },
  command: plugin("command"),
  docker: plugin("docker"),
} as const satisfies Record<string, Executable>;

/** For tests alone: it was never tried against Oracle, and refuses to go there. */
export const ociForTests = plugin("oci");

/** What can be stood in for: the Node language host, and two plugins. */
export type StandIn = keyof typeof executables;

/** Makes the executables of these stand-ins in the host's `binDir`, where they are missing or outdated, and removes the others. */
export async function installStandIns(host: Host, wanted: readonly StandIn[]): Promise<void> {
  for (const [name, executable] of Object.entries(executables)) {
    if (wanted.includes(name as StandIn)) await bundleExecutable(host, executable);
    else rmSync(join(host.binDir, executable.name), { force: true });
  }
}

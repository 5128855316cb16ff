import { dirname, join } from "node:path";
import { handOver } from "../hand-over";
import { sourcesOf } from "./sources";
import { ensureTestPython } from "./test-python";

/** shfmt on all scripts, in the style that .editorconfig names. */
const shfmt = async (...options: string[]): Promise<number> => {
  const files = await sourcesOf("shell");
  const tool = join(dirname(await ensureTestPython()), "shfmt");
  return files.length === 0 ? 0 : handOver(tool, [...options, ...files]);
};

/** The suite `shfmt`: prints what is formatted otherwise. Returns a status. */
export const checkShellFormat = (): Promise<number> => shfmt("--diff");

/** Formats the scripts. Returns a status. */
export const formatShell = (): Promise<number> => shfmt("--write");

/** The suite `shellcheck`. Returns a status. */
export async function checkShell(env: NodeJS.ProcessEnv): Promise<number> {
  // A sourced file is checked as part of the scripts that source it.
  const scripts = (await sourcesOf("shell")).filter((file) => !file.endsWith(".sh"));
  // Scripts source each other by a variable's path: their folders, and what holds these on the server, are where to look.
  const folders = [...new Set(["server", ...scripts.map((script) => dirname(script))])];
  const args = ["--external-sources", ...folders.map((folder) => `--source-path=${folder}`), ...scripts];
  return scripts.length === 0 ? 0 : handOver("shellcheck", args, env);
}

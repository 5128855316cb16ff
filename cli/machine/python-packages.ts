import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { UserError } from "../../infra/user-error";
import { must } from "../execute";
import { hashOf, writeWhole } from "../files";
import { cacheDir } from "../paths";
import { runStep } from "../step";
import { ensurePython, pythonProblem, pythonVersion } from "./python";

/**
 * A Python with locked packages, in the cache: another lock or another Python, another place.
 * @param purpose begins the folder's name, and is what a person reads: `python`, `conda`
 * @param files requirements with hashes
 * @returns its `python`
 */
export async function ensurePackages(purpose: string, files: readonly string[]): Promise<string> {
  const version = await pythonVersion();
  const problem = pythonProblem(version);
  if (problem !== undefined) throw new UserError(problem);
  const folder = join(cacheDir, `${purpose}-${hashOf(version, ...files.map((file) => readFileSync(file)))}`);
  const complete = join(folder, "freehold-complete");
  const python = join(folder, "bin", "python");
  await runStep({
    name: `Python packages (${purpose})`,
    there: async () => (existsSync(complete) ? "locked versions" : undefined),
    work: async (doing, log) => {
      doing("pip install");
      await ensurePython(folder, log);
      const lists = files.flatMap((file) => ["-r", file]);
      const options = ["--quiet", "--require-hashes", "--only-binary=:all:"];
      await must(python, ["-m", "pip", "install", ...options, ...lists], { log, timeout: 600 });
      writeWhole(complete, "");
      return `in ${folder}`;
    },
  });
  return python;
}

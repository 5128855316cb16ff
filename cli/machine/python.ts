import { join } from "node:path";
import { execute, must } from "../execute";
import { isExecutable } from "../files";
import { cacheDir } from "../paths";
import { installPackages } from "./debian-packages";

/**
 * Makes a virtual environment, where it is not there yet, and returns its Python. A machine's own Python may have no pip, and
 * Debian's refuses to be installed into.
 */
export async function ensurePython(folder = join(cacheDir, "python"), log?: string): Promise<string> {
  const python = join(folder, "bin", "python");
  if (isExecutable(python)) return python;
  const options = log ? { log } : {};
  const make = () => execute("python3", ["-m", "venv", "--clear", folder], options);
  if ((await make()).code === 0) return python;
  await installPackages(["python3-venv", "python3-pip"], "Python packages", "Python 3 with venv and pip", log);
  await must("python3", ["-m", "venv", "--clear", folder], options);
  return python;
}

import { join } from "node:path";
import { execute, must } from "../execute";
import { isExecutable } from "../files";
import { cacheDir } from "../paths";
import { installPackages } from "./debian-packages";

/** The oldest Python for which the locked packages exist. */
const oldest = { major: 3, minor: 10 } as const;

/** What `python3 --version` prints, on standard output alone: pyenv's shim is a shell script, which warns of a missing locale. */
export const pythonVersion = async (env: NodeJS.ProcessEnv = process.env): Promise<string> =>
  (await execute("python3", ["--version"], { env })).stdout;

/** What is wrong with a Python, given what `python3 --version` prints, or undefined. Pure. */
export function pythonProblem(printed: string, platform: string = process.platform): string | undefined {
  const [, major, minor] = /^Python (\d+)\.(\d+)/.exec(printed.trim()) ?? [];
  if (Number(major) > oldest.major || (Number(major) === oldest.major && Number(minor) >= oldest.minor))
    return undefined;
  const install =
    platform === "darwin"
      ? "brew install python@3.13, or python.org"
      : "your distribution's newer package, or python.org";
  return (
    `FH-PYTHON-OLD: python3 is ${printed.trim() || "missing"}; expected Python ${oldest.major}.${oldest.minor} or newer. ` +
    `Install one (${install}) and put it first on the PATH`
  );
}

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

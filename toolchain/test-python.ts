import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { must } from "./execute";
import { hashOf, writeWhole } from "./files";
import { cacheDir, root } from "./paths";
import { ensurePython } from "./python";
import { runStep } from "./step";

const requirements = ["app/rendering-requirements.txt", "tests/app/requirements.txt"].map((file) => join(root, file));

/** A Python with the blog's locked packages and pytest, in the cache: other locks, another place. */
export async function ensureTestPython(): Promise<string> {
  const files = requirements.filter((file) => existsSync(file));
  const version = await must("python3", ["--version"]);
  const folder = join(cacheDir, `python-${hashOf(version, ...files.map((file) => readFileSync(file)))}`);
  const complete = join(folder, "freehold-complete");
  const python = join(folder, "bin", "python");
  await runStep({
    name: "Python packages",
    there: async () => (existsSync(complete) ? "locked versions" : undefined),
    work: async (doing, log) => {
      doing("pip install of app and pytest");
      await ensurePython(folder, log);
      const lists = files.flatMap((file) => ["-r", file]);
      await must(python, ["-m", "pip", "install", "--quiet", "--require-hashes", ...lists], { log, timeout: 600 });
      writeWhole(complete, "");
      return `in ${folder}`;
    },
  });
  return python;
}

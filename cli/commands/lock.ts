import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { UserError } from "../../infra/user-error";
import type { Arguments } from "../arguments";
import { handOver } from "../hand-over";
import { ensurePackages } from "../machine/python-packages";
import { root } from "../paths";

const app = join(root, "app");

/** What runs the Python programs of conda environments: an interpreter with rattler, and where their modules are. */
export const condaEnvironment = (): NodeJS.ProcessEnv => ({
  ...process.env,
  PYTHONPATH: [join(app, "conda"), process.env["PYTHONPATH"]].filter(Boolean).join(delimiter),
  PYTHONDONTWRITEBYTECODE: "1",
});

/** `npm run lock [-- --upgrade [NAME …]]`: solves app/environment.yml into app/environment.lock. Needs no Docker and no server. */
export async function lock({ rest }: Arguments): Promise<number> {
  if (!existsSync(join(app, "environment.yml"))) {
    throw new UserError(
      "app/environment.yml is missing: write one with `channels:` and `dependencies:` (docs/conda.md). A blog without conda packages needs no lock.",
    );
  }
  const python = await ensurePackages("conda", [join(app, "conda", "requirements.txt")]);
  return handOver(python, [join(root, "cli", "conda", "lock.py"), app, ...rest], condaEnvironment());
}

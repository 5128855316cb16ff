import { delimiter, join } from "node:path";
import { UserError } from "../../infra/user-error";
import type { Arguments } from "../arguments";
import { handOver } from "../hand-over";
import { ensurePackages } from "../machine/python-packages";
import { root, typed } from "../paths";

/**
 * `npm run import -- FOLDER [--as GENERATOR]`: moves the posts of a blog of another generator into app/. Needs neither Docker nor a
 * server; nothing of the folder is run.
 */
export async function importBlog({ rest }: Arguments): Promise<number> {
  const [folder, ...options] = rest;
  if (!folder || folder.startsWith("-")) {
    throw new UserError("npm run import needs the folder of a blog: npm run import -- ../my-blog [--as GENERATOR]");
  }
  const app = join(root, "app");
  const python = await ensurePackages("rendering", [join(app, "rendering-requirements.txt")]);
  const source = typed(folder);
  return handOver(python, ["-m", "importing", app, source, ...options], {
    ...process.env,
    PYTHONPATH: [join(root, "cli"), app].join(delimiter),
    PYTHONDONTWRITEBYTECODE: "1",
  });
}

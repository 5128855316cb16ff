import { join } from "node:path";
import { handOver } from "../hand-over";
import { root } from "../paths";
import { formatPython } from "../testing/python-lint";
import { formatShell } from "../testing/shell-lint";

/** `npm run format`: TypeScript and JSON by biome, Python by ruff, shell by shfmt. What they cannot repair, `npm run test:fast` shows. */
export async function format(): Promise<number> {
  const biome = join(root, "node_modules", ".bin", "biome");
  let status = 0;
  for (const step of [() => handOver(biome, ["check", "--write", "."]), formatPython, formatShell]) {
    status = (await step()) || status;
  }
  return status;
}

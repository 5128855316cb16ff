// Run by `destroy` (index.ts): takes away what Freehold put on the machine, and leaves the machine.
import { readFileSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { report, warn } from "../../release/printable.mjs";
import { runAsRoot } from "./login.mjs";
import { given, withWay } from "./way.mjs";

const script = readFileSync(join(dirname(fileURLToPath(import.meta.url)), "machine/give-back"), "utf8");
const all = await given();
const { stack, machine, gone } = all;

const give = async (way) => {
  const { status, errors } = await runAsRoot(way, script, { args: [stack], onLine: report });
  if (status !== 0) throw new Error(`status ${status}: ${errors.trim().split("\n").slice(-5).join("\n")}`);
};

try {
  if (gone) report(`FREEHOLD_MACHINE_GONE: ${machine.host} is left as it is`);
  else await withWay(all, give);
  for (const path of [`.freehold/${stack}`, `.freehold/${stack}.host`]) rmSync(path, { recursive: true, force: true });
} catch (error) {
  warn(
    `FH-SSH-GIVE-BACK: Freehold could not be taken off the machine. Run this again; where the machine is gone for good: ` +
      `FREEHOLD_MACHINE_GONE=1 npm run destroy -- --stack ${stack}. ${error.message}`,
  );
  process.exitCode = 1;
}

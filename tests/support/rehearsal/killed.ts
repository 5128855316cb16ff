import type { Checkout } from "./checkout";
import { type Result, run } from "./run";

/** When the engine is killed: at the first line that tells of a resource of ours having reached this point. */
export type Moment = "creating" | "created" | "deleting" | "deleted";

/** Components are the engine's own bookkeeping: killing at their lines kills between two resources, which the others cover. */
const ofResource = (moment: Moment) => new RegExp(`^ [+-]  (docker|command):\\S+ (\\S+) ${moment}\\b`);

/**
 * Runs `pulumi <command>`, kills the engine with SIGKILL at the moment. Tells which resource it was, if the moment came.
 * The engine tells of an end before it has saved it; so an end counts only when the second one is told, else a series of
 * kills might get nowhere.
 */
export async function killAt(site: Checkout, command: "up" | "destroy", moment: Moment): Promise<string | undefined> {
  let resource: string | undefined;
  let pass = moment.endsWith("ed") ? 1 : 0;
  const result = await site.pulumiWith(
    {
      onLine: (line, engine) => {
        const match = ofResource(moment).exec(line);
        if (match === null || resource !== undefined || pass-- > 0) return;
        resource = match[2];
        engine.kill("SIGKILL");
      },
    },
    command,
    "--yes",
    "--skip-preview",
  );
  if (resource === undefined && result.status !== 0) throw new Error(result.output);
  return resource;
}

/** A command of the toolchain on the checkout's stack, as `npm run` calls it. */
export function toolchain(site: Checkout, ...args: string[]): Promise<Result> {
  return run("node", ["cli/run.mjs", ...args, "--stack", site.stack], { cwd: site.folder, env: site.env });
}

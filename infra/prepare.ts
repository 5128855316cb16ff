import { existsSync } from "node:fs";
import * as pulumi from "@pulumi/pulumi";
import { nextKeys } from "./names";
import { makePlan, type Plan } from "./plan";
import { keepPrivate } from "./private-files";
import { type Repository, readRepository } from "./release/repository";
import { type Run, readRun } from "./run";
import { readSettings } from "./settings/read";
import { stackConfig } from "./settings/stack-config";
import { chooseTarget } from "./targets";
import type { Target } from "./targets/target";
import { refuse } from "./user-error";

/**
 * While keys are being rotated the running server may have others than the state, and no connection of this program would get in.
 * A rebuild makes a server with the state's keys.
 */
function unfinishedRotation(stack: string, run: Run): string[] {
  if (run.rotate || run.rebuild || !existsSync(nextKeys(stack))) return [];
  return [
    `FH-ROTATE-UNFINISHED: a rotation of the keys of stack ${stack} was interrupted (${nextKeys(stack)} is still there). ` +
      `Finish it first: npm run keys -- rotate --stack ${stack}`,
  ];
}

/**
 * All that is decided and checked before anything is made: settings, plan, repository, target. Every problem found is in one
 * error; those of the target need a plan, so they wait until the settings are right.
 */
export async function prepare(): Promise<{ plan: Plan; repository: Repository; target: Target }> {
  const run = readRun(process.env);
  const reading = readSettings(stackConfig());
  const repository = readRepository(process.cwd());
  const problems = [
    ...keepPrivate(process.cwd()),
    ...unfinishedRotation(pulumi.getStack(), run),
    ...("problems" in reading ? reading.problems : []),
    ...("problems" in repository ? repository.problems : []),
  ];
  if ("problems" in reading) return refuse(problems);

  const plan = makePlan(pulumi.getStack(), reading.settings, run);
  const target = await chooseTarget(plan);
  problems.push(...target.problems);
  if ("problems" in repository || problems.length > 0) return refuse(problems);

  if (repository.uncommitted.length > 0)
    pulumi.log.warn(
      `uncommitted changes are not released, the commit ${repository.head.slice(0, 12)} is: ${repository.uncommitted.join(", ")}`,
    );
  return { plan, repository, target };
}

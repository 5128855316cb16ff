import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Run } from "../../infra/run";
import { must } from "../execute";
import { root } from "../paths";
import { pulumiCommand, pulumiEnvironment } from "../pulumi/environment";
import { say } from "../step";

/** Sets `freehold:address own` in a stack's settings file. */
const setOwn = (stack: string) =>
  must(pulumiCommand(), ["config", "set", "freehold:address", "own", "--stack", stack], {
    cwd: root,
    env: pulumiEnvironment(stack),
  });

/**
 * Runs `up`; where Oracle refused the server its second public address, sets the stack to go without a reserved one and runs `up` once
 * more. What that costs is in the error that the program has printed by then (FH-ADDRESS-ONE).
 * @param run one `up`, told where the program marks that refusal
 * @param chooseOwn makes the setting; default: by Pulumi
 * @returns the status of the last run
 */
export async function upWithOneAddress(
  stack: string,
  run: (told: Partial<Run>) => Promise<number>,
  chooseOwn: (stack: string) => Promise<unknown> = setOwn,
): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), "freehold-address-"));
  const oneAddressMark = join(folder, "refused");
  try {
    const status = await run({ oneAddressMark });
    if (status === 0 || !existsSync(oneAddressMark)) return status;
    await chooseOwn(stack);
    say(
      `up: going on without a reserved address (FH-ADDRESS-ONE above): freehold:address own is set for stack ${stack}`,
    );
    return await run({});
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

import type { Arguments } from "../arguments";
import { exportLines, ownVariables } from "../pulumi/environment";
import { ensureStack, selectUnlessSelected } from "../pulumi/stack";
import { setUp } from "../setup";

/** `eval "$(npm run -s env)"`: afterwards raw `pulumi preview`, `up` and `destroy` work in this shell. */
export async function printEnvironment({ stack }: Arguments): Promise<number> {
  await setUp(stack, { quiet: true });
  await ensureStack(stack);
  await selectUnlessSelected(stack);
  process.stdout.write(`${exportLines(ownVariables(stack))}\n`);
  return 0;
}

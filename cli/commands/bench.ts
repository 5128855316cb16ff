import { existsSync } from "node:fs";
import { join } from "node:path";
import { UserError } from "../../infra/user-error";
import type { Arguments } from "../arguments";
import { handOver } from "../hand-over";
import { root } from "../paths";
import { pulumiEnvironment } from "../pulumi/environment";
import { setUp } from "../setup";

/** `npm run bench [names]`: the figures of the README, measured here. */
export async function bench({ stack, rest }: Arguments): Promise<number> {
  const main = join(root, "bench", "main.ts");
  if (!existsSync(main)) throw new UserError("bench/main.ts is missing from this checkout.");
  await setUp(stack);
  return handOver(process.execPath, ["--import", "tsx", main, ...rest], pulumiEnvironment());
}

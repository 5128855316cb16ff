import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { UserError } from "../../infra/user-error";
import { execute } from "../execute";
import { root } from "../paths";
import { pulumiCommand, pulumiEnvironment } from "../pulumi/environment";
import { limits, type Member, type MemberName } from "./manifest";
import { settingsFile } from "./settings";

/** A member that only the laptop has, with its content. */
export interface Own {
  readonly member: Member;
  readonly content: Buffer;
}

function own(name: MemberName, content: Buffer): Own {
  if (content.length > limits[name])
    throw new UserError(`FH-BACKUP-SIZE: ${name} has ${content.length} bytes, more than ${limits[name]}`);
  return {
    member: { name, bytes: content.length, sha256: createHash("sha256").update(content).digest("hex") },
    content,
  };
}

/** Whether a state has a private key that anybody could read. Pure. */
export const isOpen = (state: string) => /PRIVATE KEY/.test(state);

/** The stack's state as Pulumi exports it: secrets stay encrypted by the stack's passphrase. About a second. */
async function exportState(stack: string): Promise<string> {
  // Not `must`: its error would repeat the end of the output, and that is the state.
  const words = ["stack", "export", "--stack", stack];
  const { code, stdout } = await execute(pulumiCommand(), words, { cwd: root, env: pulumiEnvironment(stack) });
  if (code !== 0) throw new UserError(`FH-BACKUP-STATE: pulumi ${words.join(" ")} failed with status ${code}`);
  if (isOpen(stdout))
    throw new UserError("FH-BACKUP-STATE: the exported state has a private key in clear; no backup is made");
  return stdout;
}

/** State and settings of a stack. */
export async function laptopPart(stack: string): Promise<Own[]> {
  const file = settingsFile(stack);
  const settings = existsSync(file) ? readFileSync(file) : Buffer.alloc(0);
  return [own("state.json", Buffer.from(await exportState(stack))), own("settings.yaml", settings)];
}

import { existsSync, readFileSync, rmSync } from "node:fs";
import { basename, join } from "node:path";
import { accessFolder } from "../../infra/names";
import { UserError } from "../../infra/user-error";
import type { Arguments } from "../arguments";
import { writeAccess } from "../backup/access-files";
import { described, fetchLive } from "../backup/bring";
import { judgeOrigin } from "../backup/judge";
import { type Opened, openBackup } from "../backup/open";
import { candidates } from "../backup/secret";
import { settingsFile } from "../backup/settings";
import { knownKeys, rememberKey } from "../backup/signature";
import { execute, must } from "../execute";
import { writeWhole } from "../files";
import { root } from "../paths";
import { pulumiCommand, pulumiEnvironment } from "../pulumi/environment";
import { ensureStack, stackExists } from "../pulumi/stack";
import { keepSecrets, setUp } from "../setup";
import { say } from "../step";
import { restoreWords } from "./restore";

/** Throws FH-ADOPT-EXISTS where this checkout knows the stack: its state may be newer than the backup's. */
async function requireNew(stack: string, settings: string): Promise<void> {
  const file = settingsFile(stack);
  const other = existsSync(file) && readFileSync(file, "utf8") !== settings;
  if (!other && !(await stackExists(stack))) return;
  throw new UserError(
    `FH-ADOPT-EXISTS: this checkout has ${other ? `another ${basename(file)}` : `stack ${stack}`} already; nothing was changed. ` +
      "Adopt in a fresh clone, or move that file away",
  );
}

/** Takes back what an adoption that failed has made. */
async function undo(stack: string, hadSettings: boolean): Promise<void> {
  const words = ["stack", "rm", stack, "--yes", "--force", "--preserve-config"];
  await execute(pulumiCommand(), words, { cwd: root, env: pulumiEnvironment(stack) });
  rmSync(join(root, accessFolder(stack)), { recursive: true, force: true });
  if (!hadSettings) rmSync(settingsFile(stack), { force: true });
}

/** Brings settings, state and keys here, or nothing. */
async function take(stack: string, settings: string, opened: Opened): Promise<void> {
  const hadSettings = existsSync(settingsFile(stack));
  writeWhole(settingsFile(stack), settings);
  try {
    await setUp(stack, { quiet: true, withoutImages: true });
    await ensureStack(stack);
    const words = ["stack", "import", "--stack", stack, "--file", opened.path("state.json")];
    await must(pulumiCommand(), words, { cwd: root, env: pulumiEnvironment(stack) });
    await writeAccess(stack);
  } catch (error) {
    await undo(stack, hadSettings);
    throw error;
  } finally {
    keepSecrets();
  }
}

/** `npm run adopt -- --stack NAME FILE`: state, settings and keys of a stack on a new laptop, from a backup and its passphrase. */
export async function adopt({ stack, rest }: Arguments): Promise<number> {
  const { file, trust, from, without } = restoreWords(rest);
  if (from !== undefined || without)
    throw new UserError("FH-ADOPT-COMMAND: usage: npm run adopt -- --stack NAME FILE [--trust SHA256:…]");
  const opened = await openBackup(file, candidates(stack), (manifest) =>
    judgeOrigin(manifest, { stack, from: undefined, trust, knownKeys: knownKeys() }),
  );
  try {
    if (!opened.has("state.json"))
      throw new UserError(
        `FH-ADOPT-STATE: a backup that the server sent has no state. Make a new stack of it: npm run restore -- --stack NAME --from ${stack} ${file}`,
      );
    const settings = readFileSync(opened.path("settings.yaml"), "utf8");
    await requireNew(stack, settings);
    say(`adopt: a backup ${described(opened.manifest)}`);
    await take(stack, settings, opened);
    rememberKey(stack, opened.manifest.host);
    fetchLive(stack, opened);
    say(`adopt: state, settings and keys of stack ${stack} are here; what was live is refs/freehold/${stack}/main`);
    say(
      `adopt: next: npm run status -- --stack ${stack}; where the server is gone: npm run restore -- --stack ${stack} ${file}`,
    );
    return 0;
  } finally {
    opened.close();
  }
}

import { existsSync } from "node:fs";
import { parseArgs } from "node:util";
import { UserError } from "../../infra/user-error";
import type { Arguments } from "../arguments";
import { bringHistory, described, fetchLive, placeCertificate } from "../backup/bring";
import { hasOnly, judgeOrigin, type Release, takesCertificate } from "../backup/judge";
import { type Opened, openBackup } from "../backup/open";
import { candidates } from "../backup/secret";
import { wantedOf } from "../backup/settings";
import { knownKeys } from "../backup/signature";
import { execute } from "../execute";
import { typed } from "../paths";
import { ensureStack, outputOf } from "../pulumi/stack";
import { reconcile } from "../recovery/engine-drift";
import { sshConfigPath, sshTo } from "../ssh-to";
import { say } from "../step";
import { prepare, up } from "./pulumi";

export interface Words {
  readonly file: string;
  readonly from: string | undefined;
  readonly trust: string | undefined;
  readonly without: boolean;
}

/** Reads the words after the stack. Pure. Throws FH-RESTORE-COMMAND. */
export function restoreWords(rest: readonly string[]): Words {
  const text = { type: "string" } as const;
  try {
    const options = { from: text, trust: text, "without-certificate": { type: "boolean" } } as const;
    const { values, positionals } = parseArgs({ args: [...rest], options, allowPositionals: true });
    const [file, ...more] = positionals;
    if (file === undefined || more.length > 0) throw new Error("expected one file");
    return {
      file: typed(file),
      from: values.from,
      trust: values.trust,
      without: values["without-certificate"] ?? false,
    };
  } catch (error) {
    throw new UserError(
      `FH-RESTORE-COMMAND: ${(error as Error).message}. Usage: npm run restore -- --stack NAME FILE [--from STACK] ` +
        "[--trust SHA256:…] [--without-certificate]",
    );
  }
}

/**
 * Throws FH-RESTORE-NOT-EMPTY where the stack's server has something else than this commit. One that does not answer may be gone:
 * `up` finds that out, and pushes nothing to a server that has another commit.
 */
async function requireEmpty(stack: string, commit: string): Promise<void> {
  if (!existsSync(sshConfigPath(stack))) return;
  const words = [...sshTo(stack, "author", ["BatchMode=yes", "ConnectTimeout=10"]), "releases", "--json"];
  const { code, stdout } = await execute("ssh", words, { timeout: 60 });
  if (code !== 0) return say(`the server of stack ${stack} does not answer; up will see whether it is gone`);
  const { releases } = JSON.parse(stdout) as { releases: Release[] };
  if (!hasOnly(commit, releases))
    throw new UserError(
      `FH-RESTORE-NOT-EMPTY: stack ${stack} has a server with releases of its own; nothing was changed. Restore to a new stack, ` +
        `or take this server away first: npm run destroy -- --stack ${stack}`,
    );
}

/** Opens and judges a backup, and makes a server of it. Nothing is changed before all of it was judged. */
export async function restoreTo(stack: string, opened: Opened, without: boolean): Promise<number> {
  const { manifest } = opened;
  say(`restore: a backup ${described(manifest)}`);
  const certificate = takesCertificate(manifest, wantedOf(stack, outputOf(stack, "url")), without);
  await requireEmpty(stack, manifest.live);
  fetchLive(stack, opened);
  if (certificate) placeCertificate(stack, opened);
  const status = await up({ command: "up", stack, rest: [] }, { restore: manifest.live });
  if (status !== 0) {
    say("restore: not finished. Correct what failed, then run the same command again");
    return status;
  }
  say(`restore: ${await bringHistory(stack, opened)}`);
  return 0;
}

/** `npm run restore -- --stack NAME FILE`: a server from a backup, where there was none. */
export async function restore({ stack, rest }: Arguments): Promise<number> {
  const { file, from, trust, without } = restoreWords(rest);
  const begun = Date.now();
  await prepare(stack);
  const secrets = candidates(stack);
  const opened = await openBackup(file, secrets, (manifest) =>
    judgeOrigin(manifest, { stack, from, trust, knownKeys: knownKeys() }),
  );
  try {
    await ensureStack(stack);
    await reconcile(stack);
    const status = await restoreTo(stack, opened, without);
    if (status === 0) say(`restore: done in ${Math.round((Date.now() - begun) / 1000)} s`);
    return status;
  } finally {
    opened.close();
  }
}

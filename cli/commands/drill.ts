import { readFileSync, rmSync } from "node:fs";
import { ownGit } from "../../infra/release/own-git.mjs";
import { UserError } from "../../infra/user-error";
import type { Arguments } from "../arguments";
import { described } from "../backup/bring";
import { addressesIn, differences, expectedAt, fetched, type Got, sumsIn } from "../backup/compare";
import { cutOff, requireOwnStack, writeDrillStack } from "../backup/drill-stack";
import { backupsOf } from "../backup/folder";
import { judgeOrigin } from "../backup/judge";
import { type Opened, openBackup } from "../backup/open";
import { ended, onServer } from "../backup/pull";
import { candidates } from "../backup/secret";
import { backupSettings, settingsFile } from "../backup/settings";
import { knownKeys } from "../backup/signature";
import { typed } from "../paths";
import { drillStack } from "../pulumi/environment";
import { ensureStack, stackExists } from "../pulumi/stack";
import { setUp } from "../setup";
import { say } from "../step";
import { destroy } from "./pulumi";
import { restoreTo } from "./restore";

const shown = 10;

/** The file that was named, or the newest backup of the stack. Throws FH-DRILL-NONE. */
function fileOf(stack: string, rest: readonly string[]): string {
  const [file, ...more] = rest.filter((word) => word !== "--keep");
  if (more.length > 0 || file?.startsWith("-"))
    throw new UserError("FH-DRILL-COMMAND: usage: npm run drill [-- --stack NAME] [FILE] [--keep]");
  const { folder } = backupSettings(stack);
  const found = file === undefined ? backupsOf(folder, stack).at(-1) : typed(file);
  if (found === undefined)
    throw new UserError(
      `FH-DRILL-NONE: ${folder} has no backup of stack ${stack}. Make one: npm run backup -- --stack ${stack}`,
    );
  return found;
}

/** Renders as for readers of the real site: the address is part of each page. */
async function pretend(url: string): Promise<void> {
  const child = onServer(drillStack, `pretend '${url.replaceAll("'", "")}'`);
  child.stdin?.end();
  child.stdout?.resume();
  await ended(child, "FH-DRILL-ADDRESS", drillStack);
}

/** What readers had at these addresses: by the backup's list, or for an app of one's own by the site itself. */
async function expectedOf(addresses: readonly string[], { manifest, has, path }: Opened): Promise<Map<string, Got>> {
  const sums = has("pages.sha256") ? sumsIn(readFileSync(path("pages.sha256"), "utf8")) : undefined;
  const found = new Map<string, Got>();
  for (const address of addresses) {
    if (sums === undefined) found.set(address, await fetched(manifest.url + address));
    const hash = sums && expectedAt(address, sums);
    if (hash) found.set(address, { hash });
  }
  return found;
}

/** Fetches all that the sitemap of the rehearsed server names. Returns what is not as readers had it, and how much was compared. */
async function compare(opened: Opened, port: number): Promise<{ readonly count: number; readonly wrong: string[] }> {
  const here = `http://127.0.0.1:${port}`;
  const sitemap = await fetched(`${here}/sitemap.xml`);
  if ("why" in sitemap) throw new UserError(`FH-DRILL-SITEMAP: ${here}/sitemap.xml: ${sitemap.why}`);
  const addresses = addressesIn(sitemap.text ?? "");
  if (addresses.length === 0) throw new UserError("FH-DRILL-SITEMAP: the sitemap of the restored site has no address");
  const got = new Map<string, Got>();
  for (const address of addresses) got.set(address, await fetched(here + address));
  return { count: addresses.length, wrong: differences(addresses, await expectedOf(addresses, opened), got) };
}

async function boot(opened: Opened): Promise<{ readonly count: number; readonly wrong: string[] }> {
  const port = await writeDrillStack();
  await ensureStack(drillStack);
  if ((await restoreTo(drillStack, opened, true)) !== 0)
    throw new UserError("FH-DRILL-BOOT: no server came of it (see above)");
  await pretend(opened.manifest.url);
  cutOff();
  return compare(opened, port);
}

/** Destroys the drill's server, also one that a killed drill left. */
async function remove(): Promise<void> {
  requireOwnStack();
  const there = await stackExists(drillStack);
  if (there && (await destroy({ command: "destroy", stack: drillStack, rest: [] })) !== 0) return;
  rmSync(settingsFile(drillStack), { force: true });
  ownGit("update-ref", "-d", `refs/freehold/${drillStack}/main`);
}

/**
 * `npm run drill`: proves a backup. A rehearsed server boots from it on this laptop, without the real one's certificate, passphrase and
 * alarm addresses; every address of its sitemap must have the bytes that readers had. Minutes; 1 GB of memory.
 */
export async function drill({ stack, rest }: Arguments): Promise<number> {
  const file = fileOf(stack, rest);
  const begun = Date.now();
  const opened = await openBackup(file, candidates(stack), (manifest) =>
    judgeOrigin(manifest, { stack, from: undefined, trust: undefined, knownKeys: knownKeys() }),
  );
  try {
    say(`drill: ${file}, a backup ${described(opened.manifest)}`);
    await setUp(drillStack, { quiet: true });
    await remove();
    const { count, wrong } = await boot(opened);
    const seconds = Math.round((Date.now() - begun) / 1000);
    if (wrong.length === 0) {
      say(`drill: passed in ${seconds} s: all ${count} addresses have the bytes that readers had`);
      return 0;
    }
    for (const line of wrong.slice(0, shown)) say(`drill: ${line}`);
    say(`FH-DRILL-DIFFERS: ${wrong.length} of ${count} addresses are not as readers had them (${seconds} s)`);
    return 1;
  } finally {
    opened.close();
    if (rest.includes("--keep")) say(`drill: the server stays: npm run destroy -- --stack ${drillStack}`);
    else await remove();
  }
}

import { copyFileSync, createReadStream, existsSync, mkdirSync, renameSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { ownGit } from "../../infra/release/own-git.mjs";
import { UserError } from "../../infra/user-error";
import { root } from "../paths";
import { type Manifest, takenMembers } from "./manifest";
import type { Opened } from "./open";
import { ended, onServer } from "./pull";
import { archiveEnd, headerOf, padding } from "./tar";

/** The reference in a bundle's list that names a commit. Pure. */
export function headOf(commit: string, list: string): string | undefined {
  const rows = list.split("\n").map((line) => line.split(" "));
  return rows.find(([id, ref]) => id === commit && ref !== "HEAD")?.[1];
}

/**
 * Brings the live commit of a backup into this repository, as `refs/freehold/STACK/main`, from where `up` releases it. Checked as
 * what comes from any other repository.
 * @throws UserError FH-RESTORE-BUNDLE
 */
export function fetchLive(stack: string, { manifest, path }: Opened): void {
  const bundle = path("site.bundle");
  const ref = headOf(manifest.live, ownGit("bundle", "list-heads", bundle).stdout);
  const target = `+${ref}:refs/freehold/${stack}/main`;
  const words = ["-c", "fetch.fsckObjects=true", "fetch", "--quiet", "--no-tags", "--no-write-fetch-head"];
  if (ref !== undefined && ownGit(...words, bundle, target).status === 0) return;
  throw new UserError(
    `FH-RESTORE-BUNDLE: git does not take commit ${manifest.live.slice(0, 12)} from the backup's repository`,
  );
}

/** Puts the certificate where `up` finds it (infra/setup/saved-certificate.mjs), unless a later one is there. */
export function placeCertificate(stack: string, { manifest, path }: Opened): void {
  const file = join(root, `.freehold/certificates/${stack}.tar`);
  if (existsSync(file) && statSync(file).mtime > new Date(manifest.at)) return;
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  copyFileSync(path("certificate.tar"), `${file}.new`);
  renameSync(`${file}.new`, file);
}

async function* archiveFor({ text, manifest, path }: Opened): AsyncGenerator<Uint8Array> {
  const about = Buffer.from(text);
  yield Buffer.concat([headerOf({ name: "manifest.json", size: about.length }), about]);
  yield Buffer.alloc(padding(about.length));
  for (const { name, bytes } of manifest.members) {
    if (!takenMembers.includes(name)) continue;
    yield headerOf({ name, size: bytes });
    for await (const chunk of createReadStream(path(name))) yield chunk as Buffer;
    yield Buffer.alloc(padding(bytes));
  }
  yield archiveEnd;
}

/** Has the new server take in the history: earlier releases, the list of releases, the readers. It checks all of it again. */
export async function bringHistory(stack: string, opened: Opened): Promise<string> {
  const child = onServer(stack, "take");
  let said = "";
  child.stdout?.setEncoding("utf8").on("data", (text: string) => {
    said = (said + text).slice(-1000);
  });
  const end = ended(child, "FH-RESTORE-TAKE", stack);
  // Where the server ends early its own words say why.
  if (child.stdin) await pipeline(Readable.from(archiveFor(opened)), child.stdin).catch(() => {});
  await end;
  return said.trim();
}

/** What people read of a backup. Pure. */
export const described = ({ stack, at, url, live }: Manifest): string =>
  `of stack ${stack}, ${at.slice(0, 16).replace("T", " ")} UTC, ${url}, release ${live.slice(0, 12)}`;

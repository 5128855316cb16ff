import { readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { must } from "../execute";

/** What is on this machine, by an id that no two have: a sentence by which a person finds it. */
export type Things = ReadonlyMap<string, string>;

/** Marks a run that is under way, so that another one does not take its things for leftovers. */
const markOf = (pid: number) => `freehold-tests-of-${pid}`;
const mark = /^freehold-tests-of-(\d+)$/;

/** Images that stay on purpose, since to make them again takes minutes: `npm run destroy -- --images` removes them. */
const keptImages = /^image (freehold\/|freehold-test\/conda-python:)/;

/** How each kind is listed: an id and a name in each line. Stopped containers count; a builder's nameless layers are its cache. */
const lists: Readonly<Record<string, readonly string[]>> = {
  container: ["ps", "--all", "--no-trunc", "--format", "{{.ID}} {{.Names}} ({{.Image}}, {{.Status}})"],
  network: ["network", "ls", "--no-trunc", "--format", "{{.ID}} {{.Name}}"],
  volume: ["volume", "ls", "--format", "{{.Name}} {{.Name}}"],
  image: [
    "image",
    "ls",
    "--no-trunc",
    "--filter",
    "dangling=false",
    "--format",
    "{{.ID}}:{{.Tag}} {{.Repository}}:{{.Tag}}",
  ],
};

/** Reads one kind's list. Pure. */
export function parseList(kind: string, text: string): [string, string][] {
  const lines = text.split("\n").filter(Boolean);
  return lines.map((line) => {
    const [id = "", ...name] = line.split(" ");
    return [`${kind} ${id}`, `${kind} ${name.join(" ")}`];
  });
}

/** Looks at the engine, where there is one, and at this project's names among temporary files. Changes nothing. */
export async function lookForThings(hasDocker: boolean, temporary = tmpdir()): Promise<Things> {
  const files = readdirSync(temporary).filter((name) => name.startsWith("freehold-") && !mark.test(name));
  const entries = files.map((name): [string, string] => [`file ${name}`, `file ${join(temporary, name)}`]);
  if (!hasDocker) return new Map(entries);
  for (const [kind, args] of Object.entries(lists)) entries.push(...parseList(kind, await must("docker", args)));
  return new Map(entries);
}

/** What is there now and was not before, in order, without what stays on purpose. Pure. */
export const leftovers = (before: Things, now: Things): string[] =>
  [...now]
    .filter(([id, name]) => !before.has(id) && !keptImages.test(name))
    .map(([, name]) => name)
    .sort();

/** Says that this process runs tests. Returns how to end that. */
export function announceRun(temporary = tmpdir()): () => void {
  const file = join(temporary, markOf(process.pid));
  writeFileSync(file, "");
  return () => rmSync(file, { force: true });
}

/** Processes that run tests of this project on this machine now, this one left out. */
export function otherRuns(temporary = tmpdir()): number[] {
  const pids = readdirSync(temporary).flatMap((name) => mark.exec(name)?.slice(1).map(Number) ?? []);
  return pids.filter((pid) => pid !== process.pid && lives(pid));
}

function lives(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Another user's process cannot be signalled.
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

import { cpuSeconds } from "../measure/memory";
import { succeeded, until } from "../rehearsal/run";
import type { Author } from "./author";

export interface Seconds {
  /** Until readers had the new page, past the cache, and until the push returned. */
  readonly firstNewPage: number;
  readonly returned: number;
}

/**
 * Pushes a commit of these files. Prints and returns how long readers and the author waited; the steps with their seconds, and
 * the processor time of the whole server meanwhile, what it does at rest included.
 */
export async function publish(author: Author, name: string, files: Readonly<Record<string, string>>): Promise<Seconds> {
  const commit = author.site.commit(name, files);
  const spent = cpuSeconds(`freehold-${author.site.stack}`);
  const begun = Date.now();
  const since = () => Math.round((Date.now() - begun) / 100) / 10;
  const shown = until("the new page", 300, async () => {
    const page = await fetch(author.site.url, { headers: { "X-Freehold-Check": "1" } }).catch(() => undefined);
    return page?.headers.get("x-freehold-content")?.startsWith(commit) || undefined;
  }).then(since);
  const push = await author.push();
  const returned = since();
  succeeded(push);
  const cpu = (cpuSeconds(`freehold-${author.site.stack}`) - spent).toFixed(2);
  const firstNewPage = await shown;
  const steps = push.output.match(/\[ *\d+ s\] [^\n]*/g)?.join("; ");
  console.log(`${name}: first new page ${firstNewPage} s, push returned ${returned} s, ${cpu} CPU s; ${steps}`);
  return { firstNewPage, returned };
}

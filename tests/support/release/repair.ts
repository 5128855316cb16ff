import { expect } from "vitest";
import { until } from "../rehearsal/run";
import type { Author } from "./author";
import { backAfter } from "./whole";

/** What `status --json` prints (docs/protocol.md), as far as tests read it. */
interface Status {
  readonly live: string | null;
  readonly whole: boolean;
  readonly atWork: boolean;
  readonly problems: readonly { readonly code: string; readonly do: string }[];
}

export const status = async (author: Author): Promise<Status> =>
  JSON.parse((await author.ask("status", "--json")).output) as Status;

/** The watchdog looks now, as it does at each full minute: a test need not wait for that. */
export const look = (author: Author) => author.site.inServer("systemctl start freehold-watch.service");

/** The server names these problems, with what to do, and `status` fails. */
export async function expectNamed(author: Author, codes: readonly string[]): Promise<void> {
  const named = await author.ask("status");
  expect(named.status).toBe(1);
  for (const code of codes) expect(named.output).toMatch(new RegExp(`^PROBLEM +${code}: .+\\n +To do: .+`, "m"));
}

/** While somebody is at work `status` names only what holds at any time; a site is whole when nobody is. */
async function settled(author: Author): Promise<true | undefined> {
  // A server that boots answers nothing yet.
  const { whole, atWork } = (await status(author).catch(() => undefined)) ?? {};
  return (whole && !atWork) || undefined;
}

/**
 * Waits until the server has repaired itself: all sources name one release, no intent is left, the list's last live entry is it.
 * @param from when it was damaged, in milliseconds since 1970
 */
export async function repaired(
  author: Author,
  from: number,
  limit = 300,
): Promise<{ seconds: number; commit: string }> {
  await look(author);
  await until("a whole site that nobody works on", limit, () => settled(author));
  const back = await backAfter(author, from, limit);
  const { releases } = JSON.parse((await author.ask("releases", "--json")).output);
  expect(releases.filter((one: { result: string }) => one.result === "live").at(-1).release).toBe(back.commit);
  expect((await author.site.inServer("ls /var/lib/freehold/intent.json")).status).toBe(2);
  return back;
}

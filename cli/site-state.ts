import { setTimeout as pause } from "node:timers/promises";
import { printable } from "../infra/release/printable.mjs";
import { execute } from "./execute";
import { sshTo } from "./ssh-to";

interface Status {
  readonly whole: boolean;
  readonly problems: readonly { readonly code: string; readonly text: string; readonly do: string }[];
}

/** What `status --json` printed (docs/protocol.md); undefined where the server was not reached or printed something else. Pure. */
export function parseStatus(text: string): Status | undefined {
  try {
    const found = JSON.parse(text) as Partial<Status>;
    return typeof found.whole === "boolean" && Array.isArray(found.problems) ? (found as Status) : undefined;
  } catch {
    return undefined;
  }
}

/** Asks the server of a stack for its status, with the author's key. */
async function askStatus(stack: string): Promise<string> {
  const words = [...sshTo(stack, "author", ["BatchMode=yes"]), "status", "--json"];
  return (await execute("ssh", words, { timeout: 60 })).stdout;
}

/**
 * What is wrong with the site as its own server sees it, which fetches the page past every cache: one line for each problem. Asks
 * again while something is wrong, `tries` times: a repair may be under way.
 * @returns undefined where the server could not be asked
 */
export async function siteProblems(
  stack: string,
  { ask = askStatus, tries = 5, pauseMs = 3000 } = {},
): Promise<string[] | undefined> {
  for (let left = tries; ; left--) {
    const status = parseStatus(await ask(stack));
    if (status?.whole) return [];
    if (left <= 1) return status?.problems.map((one) => printable(`${one.code}: ${one.text}\n  To do: ${one.do}`));
    await pause(pauseMs);
  }
}

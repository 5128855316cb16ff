import { readFileSync } from "node:fs";
import { join } from "node:path";

/** What `npm run` commands need beyond version 1 of a server (docs/protocol.md). */
export const since = { unpublish: 2 };

/** The version of the checkout in `root`: that of the server/ it has. */
export const laptopVersion = (root) => Number(readFileSync(join(root, "server/version"), "utf8"));

/**
 * The version that a server names when it is greeted; 1 where it does not know the word yet. Pure.
 *
 * @param {{ status: number | null, stdout: string }} answer of `hello VERSION`
 * @returns {number | undefined} undefined where it was not reached, or does not serve this laptop: its own words say so
 */
export function serverVersion({ status, stdout }) {
  if (status === 2) return 1;
  if (status !== 0) return undefined;
  try {
    const { version } = JSON.parse(stdout);
    return Number.isInteger(version) ? version : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Why a command cannot run against a server of that version, or undefined. Pure.
 *
 * @param {string} word `unpublish`, `status`, …
 * @param {number} server
 * @param {string} stack
 */
export function serverTooOld(word, server, stack) {
  const needed = since[word] ?? 1;
  if (server >= needed) return undefined;
  return (
    `FH-SERVER-OLD: the server speaks version ${server}; \`${word}\` needs version ${needed}. ` +
    `Bring the server forward: npm run up -- --stack ${stack}`
  );
}

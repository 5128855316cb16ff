/**
 * What the server's list of releases says about a commit (docs/protocol.md).
 *
 * @typedef {{ release: string, result: string, reason?: string }} Entry
 */

/** Codes of refusals that pass by themselves within a minute or two: the same commit is worth another push. */
export const passing = ["FH-MEMORY-LOW", "FH-BASE-FETCH"];

/** Seconds before each further try. */
const pauses = [30, 90];

/**
 * Whether a commit was live once. Pure.
 *
 * @param {readonly Entry[]} releases oldest first
 * @param {string} commit
 */
export const wasLive = (releases, commit) =>
  releases.some(({ release, result }) => release === commit && result === "live");

/**
 * Why the last try of a commit was refused, where that passes by itself; undefined in any other case. Pure.
 *
 * @param {readonly Entry[]} releases oldest first
 * @param {string} commit
 */
export function passingReason(releases, commit) {
  const last = releases.findLast(({ release }) => release === commit);
  if (last?.result !== "refused") return undefined;
  const code = /^FH-[A-Z-]+/.exec(last.reason ?? "")?.[0];
  return code !== undefined && passing.includes(code) ? last.reason : undefined;
}

/**
 * Pushes a commit, again where it was refused for a reason that passes.
 *
 * @param {{ push(commit: string): Promise<{ released: boolean, status: number }>, releases(): readonly Entry[] }} server
 * @param {string} commit
 * @param {{ say: (text: string) => void, pause?: (seconds: number) => Promise<void> }} options
 * @returns {Promise<{ released: boolean, status: number }>} of the last try
 */
export async function pushUntilTaken(server, commit, { say, pause = sleep }) {
  let result = await server.push(commit);
  for (const seconds of pauses) {
    const reason = result.released ? undefined : passingReason(server.releases(), commit);
    if (reason === undefined) break;
    say(`${reason}\nThis passes: the same commit is pushed again in ${seconds} s.`);
    await pause(seconds);
    result = await server.push(commit);
  }
  return result;
}

const sleep = (seconds) => new Promise((done) => setTimeout(done, seconds * 1000));

/** How waiting for capacity is paced. Times in milliseconds. */
export interface WaitPlan {
  /** First pause; each next one is half as long again, up to `longest`. */
  readonly first: number;
  readonly longest: number;
  /** After this long without success the wait ends. */
  readonly total: number;
}

const minute = 60_000;

/** Tries the engine grants an error hook before it gives up (100 in CLI 3.259), less some to spare. */
const tries = 90;

/** The pace for `capacityWait` minutes: half a minute, growing to five, or longer where a long wait would use up the tries. */
export function waitPlan(minutes: number): WaitPlan {
  const total = minutes * minute;
  return { first: minute / 2, longest: Math.max(5 * minute, total / (tries - 20)), total };
}

/** Pause before try number `failures` + 1; undefined when the wait would end before it. Pure. */
export function nextPause(plan: WaitPlan, failures: number, waited: number): number | undefined {
  const pause = Math.min(plan.first * 1.5 ** (failures - 1), plan.longest);
  if (failures >= tries || waited >= plan.total) return undefined;
  return Math.min(pause, plan.total - waited);
}

/** Whether an error is "Out of host capacity": at once, or by the work request of a launch that Oracle had accepted. */
export const isOutOfCapacity = (error: string) => /Out of (host )?capacity/i.test(error);

/** Faults that pass by themselves and that the plugin has tried again for minutes: 429, 5xx, no answer. */
const isPassing = (error: string) =>
  /\b(429|5\d\d)-[A-Z]|timed? ?out|deadline exceeded|connection re|\bEOF\b/i.test(error);

/**
 * Limits are counted late: a launch that has just failed may still count, and the next one is refused although there is nothing. So
 * many such answers in a row are taken for that; one more is a limit.
 */
const phantoms = 3;

/**
 * Whether another try may succeed: out of capacity always; once a wait has begun, also what passes by itself. Pure.
 * @param errors of all tries, the newest first
 */
export function mayPass(errors: readonly string[]): boolean {
  const [newest = "", ...before] = errors;
  if (isOutOfCapacity(newest)) return true;
  if (!before.some(isOutOfCapacity)) return false;
  const inRow = errors.findIndex((error) => !/400-LimitExceeded/.test(error));
  return inRow > 0 ? inRow <= phantoms : isPassing(newest);
}

/** A length of time in words, for example `4 min`, `1 h 5 min`. */
export function inWords(milliseconds: number): string {
  const minutes = Math.round(milliseconds / minute);
  if (milliseconds < minute) return `${Math.round(milliseconds / 1000)} s`;
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/**
 * What the terminal shows before each pause.
 * @param other what Oracle said, where it was not that it has no capacity
 */
export function waitingMessage(
  shape: string,
  since: Date,
  waited: number,
  pause: number,
  total: number,
  other?: string,
): string {
  const why = other
    ? `Oracle answered "${other}", which may pass.`
    : `Oracle has no free ${shape} now ("Out of host capacity").`;
  return (
    `${why} Waiting since ${since.toISOString().slice(11, 16)} UTC ` +
    `(${inWords(waited)} of at most ${inWords(total)}); next try in ${inWords(pause)}. ` +
    "Ctrl-C twice stops the wait at once; what is already made stays and the next `npm run up` goes on from there."
  );
}

/** What the terminal shows when the wait ends without a machine. */
export function gaveUpMessage(shape: string, waited: number): string {
  const other = shape === "VM.Standard.E2.1.Micro" ? "arm" : "micro";
  return (
    `Oracle had no free ${shape} for ${inWords(waited)}. What you can try: run \`npm run up\` again later (nights and weekends ` +
    `are better; the domain is then chosen anew); \`pulumi config set freehold:shape ${other}\`; wait longer with ` +
    "`pulumi config set freehold:capacityWait 600`; or upgrade the account to pay-as-you-go, which stays free with " +
    "`pulumi config set freehold:quota true` and is served first. Everything made so far is free and stays."
  );
}

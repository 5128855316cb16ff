/** Pause between two looks, in ms. */
const every = 200;

/**
 * Tries until it no longer fails with a text that matches `busy`.
 * @param seconds after which the last failure is thrown as it is.
 */
export async function retryWhile(busy: RegExp, seconds: number, signal: AbortSignal, work: () => Promise<void>) {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (!busy.test((error as Error).message) || Date.now() > end || signal.aborted) throw error;
    }
    await pause(every);
  }
}

export const pause = (ms: number) => new Promise<void>((done) => setTimeout(done, ms));

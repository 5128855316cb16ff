import { setTimeout as pause } from "node:timers/promises";

/** Whether something at `url` answers below status 500, asked every half second, `tries` times. */
export async function pageAnswers(url: string, tries = 20): Promise<boolean> {
  for (let i = 0; i < tries; i++) {
    const answer = await fetch(url, { redirect: "manual", signal: AbortSignal.timeout(5000) }).catch(() => undefined);
    await answer?.body?.cancel();
    if (answer !== undefined && answer.status < 500) return true;
    if (i + 1 < tries) await pause(500);
  }
  return false;
}

/** Whether an address is this machine's own: elsewhere a name may not be known here yet. Pure. */
export const isLocal = (url: string) => /^(localhost|127\.[\d.]+|\[::1\])$/.test(new URL(url).hostname);

import { setTimeout as pause } from "node:timers/promises";

/** What Node calls a certificate of an authority that this machine does not know: of a rehearsal, or of a CA's staging. */
const unknownAuthority =
  /^(UNABLE_TO_GET_ISSUER_CERT(_LOCALLY)?|UNABLE_TO_VERIFY_LEAF_SIGNATURE|SELF_SIGNED_CERT_IN_CHAIN|DEPTH_ZERO_SELF_SIGNED_CERT)$/;
const isUntrusted = (error: unknown) =>
  unknownAuthority.test(String((error as { cause?: { code?: unknown } } | undefined)?.cause?.code));

/**
 * Whether something at `url` answers below status 500, asked every half second, `tries` times. A certificate that only its authority makes
 * untrusted here is an answer: `status` on the server judges it.
 */
export async function pageAnswers(url: string, tries = 20): Promise<boolean> {
  for (let i = 0; i < tries; i++) {
    try {
      const answer = await fetch(url, { redirect: "manual", signal: AbortSignal.timeout(5000) });
      await answer.body?.cancel();
      if (answer.status < 500) return true;
    } catch (error) {
      if (isUntrusted(error)) return true;
    }
    if (i + 1 < tries) await pause(500);
  }
  return false;
}

/** Whether an address is this machine's own: elsewhere a name may not be known here yet. Pure. */
export const isLocal = (url: string) => /^(localhost|127\.[\d.]+|\[::1\])$/.test(new URL(url).hostname);

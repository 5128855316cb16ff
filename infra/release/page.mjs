/** Bytes of release.json that are read; it has 150. What answers was pushed, and may never end. */
const mostBytes = 4096;

/** The body's text, or a failure where there is more than that. */
async function readLittle(response) {
  let text = "";
  for await (const chunk of response.body.pipeThrough(new TextDecoderStream())) {
    text += chunk;
    if (text.length > mostBytes) throw new Error(`release.json has more than ${mostBytes} bytes`);
  }
  return text;
}

/** What the server says it serves, asked past every cache. Undefined while it does not answer. */
export async function askRelease(url) {
  try {
    const signal = AbortSignal.timeout(5000);
    const headers = { "X-Freehold-Check": "1", "Cache-Control": "no-cache" };
    const [about, page] = await Promise.all([
      fetch(new URL("/release.json", url), { headers, signal }),
      fetch(url, { headers, signal }),
    ]);
    if (!about.ok || !page.ok) return undefined;
    // Only the header counts.
    await page.body?.cancel();
    const { release, app } = JSON.parse(await readLittle(about));
    const content = page.headers.get("x-freehold-content")?.split("-")[0] || null;
    return { release, app, page: page.headers.get("x-freehold-app"), content };
  } catch {
    return undefined;
  }
}

/**
 * Ends when the page at `url` is that of `commit`: the server's release.json and the page's own headers agree. Fetches every
 * half second, for a minute: the server itself has checked before, only the way to it is new.
 */
export async function waitForPage(url, commit, { tries = 120, pauseMs = 500 } = {}) {
  let last;
  for (let i = 0; i < tries; i++) {
    last = await askRelease(url);
    // An app of somebody's own need not name its release (docs/your-app.md): the server has seen its tasks changed.
    if (last?.release === commit && (last.content ?? commit) === commit && (last.page ?? last.app) === last.app)
      return last;
    await new Promise((next) => setTimeout(next, pauseMs));
  }
  const seen =
    last === undefined
      ? "it does not answer"
      : `it serves release ${last.release}, app ${last.page}, content ${last.content}`;
  throw new Error(`${url} does not show release ${commit}: ${seen}. Is another program in between?`);
}

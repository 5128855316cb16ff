/** What was seen of the index while releases went by. */
export interface MixedPages {
  /** Say which title the index has in the release of that commit. */
  expect(commit: string, title: string): void;
  /** Stops. `wrong`: pages whose title is not that of the release they name; `seen`: of how many releases there was one. */
  end(): Promise<{ wrong: string[]; seen: number }>;
}

/** Fetches the index without a pause, past the cache, and compares each page's title with the release that its header names. */
export function mixedPages(url: string): MixedPages {
  const titles = new Map<string, string>();
  const seen = new Set<string>();
  const wrong: string[] = [];
  let reading = true;
  const look = async () => {
    const answer = await fetch(url, { headers: { "X-Freehold-Check": "1" } });
    const commit = answer.headers.get("x-freehold-content")?.split("-")[0] ?? "";
    const text = await answer.text();
    const expected = titles.get(commit);
    if (expected === undefined) return;
    seen.add(commit);
    if (!text.includes(`>${expected}<`)) wrong.push(`${commit.slice(0, 12)} has no "${expected}"`);
  };
  const done = (async () => {
    while (reading) await look();
  })();
  return {
    expect: (commit, title) => void titles.set(commit, title),
    async end() {
      reading = false;
      await done;
      return { wrong, seen: seen.size };
    },
  };
}

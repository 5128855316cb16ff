import { createHash } from "node:crypto";

/** The addresses of a sitemap as paths, each once. Pure. */
export function addressesIn(sitemap: string): string[] {
  const found = [...sitemap.matchAll(/<loc>\s*([^<\s]+)\s*<\/loc>/g)].map((match) => {
    const url = new URL((match[1] ?? "").replaceAll("&amp;", "&"));
    return url.pathname + url.search;
  });
  return [...new Set(found)];
}

/** Hash by path of what `sha256sum` printed. Pure. */
export function sumsIn(text: string): Map<string, string> {
  return new Map(
    text.split("\n").flatMap((line) => {
      const match = /^([0-9a-f]{64}) {2}(.+)$/.exec(line);
      return match ? [[match[2] as string, match[1] as string] as const] : [];
    }),
  );
}

/** The hash of what readers got at an address: a page is the file index.html of its address. Pure. */
export function expectedAt(address: string, sums: ReadonlyMap<string, string>): string | undefined {
  const path = decodeURIComponent(address).replace(/^\//, "");
  return sums.get(path === "" ? "index.html" : `${path}/index.html`) ?? sums.get(path);
}

/** What was got at an address: its hash, or why there is none. */
export type Got = { readonly hash: string } | { readonly why: string };

/** What is not as expected, a line for each address. Pure. */
export function differences(
  addresses: readonly string[],
  expected: ReadonlyMap<string, Got>,
  got: ReadonlyMap<string, Got>,
) {
  return addresses.flatMap((address) => {
    const [wanted, found] = [expected.get(address), got.get(address)];
    if (found === undefined || "why" in found) return [`${address}: ${found?.why ?? "was not fetched"}`];
    if (wanted === undefined || "why" in wanted)
      return [`${address}: nothing to compare with (${wanted?.why ?? "it is not in the backup"})`];
    return wanted.hash === found.hash ? [] : [`${address}: other bytes than readers had`];
  });
}

/** Fetches one address past every cache. Never throws. */
export async function fetched(url: string): Promise<Got & { readonly text?: string }> {
  try {
    const headers = { "X-Freehold-Check": "1" };
    const answer = await fetch(url, { headers, redirect: "manual", signal: AbortSignal.timeout(20_000) });
    const bytes = Buffer.from(await answer.arrayBuffer());
    if (answer.status !== 200) return { why: `status ${answer.status}` };
    return { hash: createHash("sha256").update(bytes).digest("hex"), text: bytes.toString("utf8") };
  } catch (error) {
    return { why: `no answer: ${(error as Error).message}` };
  }
}

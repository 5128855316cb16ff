import { join } from "node:path";
import { median, round } from "../tests/support/measure/timing";
import { Checkout } from "../tests/support/rehearsal/checkout";
import { haveCompose } from "../tests/support/rehearsal/compose";
import { ask, succeeded, until } from "../tests/support/rehearsal/run";
import { burst } from "./front/burst";
import { buildWrk, busy, type Load, load } from "./front/load";
import { address, pages } from "./front/servers";

/** What browsers accept, and the least that they do. */
const encodings = { br: "gzip, deflate, br, zstd", gzip: "gzip" } as const;
type Encoding = keyof typeof encodings;
/** The front before pages were files: every compressed answer was compressed anew, also from the cache. */
const before = "903398b";
const oldPort = 8089;
type Site = Pick<Checkout, "folder" | "stack" | "url" | "inServer">;

/** Runs the commit's own app and nginx on the same server, at a port beside the site. */
async function startBefore(site: Site): Promise<void> {
  ask("git", ["-C", site.folder, "bundle", "create", "--quiet", "before.bundle", "HEAD"]);
  ask("docker", ["cp", join(site.folder, "before.bundle"), `freehold-${site.stack}:/root/before.bundle`]);
  succeeded(
    await site.inServer(`set -e; ${haveCompose}
    git clone -q /root/before.bundle /root/before; cd /root/before; git checkout -q ${before}
    printf 'services: {nginx: {ports: !override ["${oldPort}:8080"]}}\\n' >/root/before.yaml
    docker compose -p before -f compose.yaml -f /root/before.yaml up --build --wait -d 2>&1`),
  );
  await until("the site as it was", 120, async () => {
    const { output } = await site.inServer(`curl -s -o /dev/null -w '%{http_code}' http://${address}:${oldPort}/`);
    return output === "200" || undefined;
  });
}

async function measure(site: Site, path: string, encoding: Encoding): Promise<{ now: Load; before: Load }> {
  const wire = `container:freehold-${site.stack}`;
  const options = { warm: 1, encoding: encodings[encoding] };
  return {
    now: await load(wire, `http://${address}:80${path}`, options),
    before: await load(wire, `http://${address}:${oldPort}${path}`, options),
  };
}

function summary(all: readonly { now: Load; before: Load }[]) {
  const of = (value: (one: { now: Load; before: Load }) => number) => round(median(all.map(value)), 2);
  return {
    "requests/s, ratio to 903398b": of((one) => one.now.perSecond / one.before.perSecond),
    "p99, ratio to 903398b": of((one) => one.now.p99 / one.before.p99),
    "requests/s": of((one) => one.now.perSecond),
    "requests/s of 903398b": of((one) => one.before.perSecond),
    rounds: all,
  };
}

/** Pages that nobody has read since `since`, a minute, by 64 readers at once, and the same again: the slowest reader of each burst. */
async function cold(site: Site, since: number) {
  const { output } = succeeded(await site.inServer("curl -s http://127.0.0.1/sitemap.xml"));
  const paths = [...output.matchAll(/<loc>[^<]*?:\/\/[^/<]+(\/[^<]*)<\/loc>/g)]
    .map((match) => match[1] ?? "/")
    .slice(0, 12);
  await new Promise((next) => setTimeout(next, Math.max(0, since + 65_000 - Date.now())));
  const all = [];
  for (const path of paths) {
    const first = await burst(site.url, path, 64);
    const again = [];
    for (let i = 0; i < 3; i++) again.push(await burst(site.url, path, 64));
    all.push({ path, coldMs: first, warmMs: median(again) });
  }
  return {
    "p99 of 64 readers at once, cold against warm": round(median(all.map((one) => one.coldMs / one.warmMs)), 2),
    pages: all,
  };
}

/** The figures of a server that runs. It serves the old commit, too, from then on. */
export async function measureBrowsers(site: Site, rounds: number) {
  buildWrk();
  const both = await pages(site as Checkout);
  const since = Date.now();
  await startBefore(site);
  const coldPages = await cold(site, since);
  const busyBefore = busy();
  const found: Record<string, { now: Load; before: Load }[]> = {};
  for (let i = 0; i < rounds; i++)
    for (const { path } of both)
      for (const encoding of Object.keys(encodings) as Encoding[]) {
        const name = `${path === "/" ? "index" : "long post"}, ${encoding}`;
        found[name] = [...(found[name] ?? []), await measure(site, path, encoding)];
      }
  const figures = Object.fromEntries(Object.entries(found).map(([name, all]) => [name, summary(all)]));
  return { "load average before and after": [busyBefore, busy()], cold: coldPages, ...figures };
}

/** What browsers get, who accept compressed pages: against the front as it was, in turns on one rehearsed server. */
export async function browsers() {
  const site = await Checkout.make("browsb");
  try {
    succeeded(await site.up());
    return await measureBrowsers(site, 7);
  } finally {
    await site.remove();
  }
}

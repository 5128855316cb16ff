import { idleMemory, peakMemory } from "../../tests/support/measure/memory";
import { median, round } from "../../tests/support/measure/timing";
import { Checkout } from "../../tests/support/rehearsal/checkout";
import { ask } from "../../tests/support/rehearsal/run";
import { buildWrk, busy, type Load, load } from "./load";
import { address, addStatic, deaths, layers, pages, plainPort, startPlain, staticHosts, stopPlain } from "./servers";

const stack = "frontb";
const rounds = 7;

/** How a page is served: from the cache, as a file in two ways, by the app, and as the blog began. */
export type Way = "page" | "static" | "tuned" | "uncached" | "plain";

export interface PageFigures {
  readonly path: string;
  readonly bytes: number;
  readonly rounds: readonly Record<Way, Load>[];
}

/**
 * One round: all ways of one page, one after the other, so that what else the machine does meets all alike. Each is warm: a page
 * that nobody has read for two seconds is asked for by all who come at that moment.
 */
async function measureRound(path: string, index: number) {
  const wire = `container:freehold-${stack}`;
  const warm = (url: string, host?: string) => load(wire, url, { warm: 1, ...(host ? { host } : {}) });
  const site = `http://${address}:80`;
  const round = {
    page: await warm(site + path),
    static: await warm(`${site}/page-${index}`, staticHosts.static),
    tuned: await warm(`${site}/page-${index}`, staticHosts.tuned),
    uncached: await warm(`${site}${path}?1`),
    plain: await warm(`http://${address}:${plainPort}${path}`),
  };
  // Failures are quick: a rate with some in it says nothing.
  for (const { answers } of Object.values(round))
    if (Object.values(answers).some((n) => n > 0))
      throw new Error(`${path}: not every answer was good: ${JSON.stringify(answers)}`);
  return round;
}

/** Median of the rounds' own ratios: the two of a pair ran side by side. */
export const ratio = (figures: PageFigures, of: (all: PageFigures["rounds"][number]) => number) =>
  round(median(figures.rounds.map(of)), 2);

/** A thousand connections at once, from a private address (no limit) and from one of the internet (limited). */
async function underMany(site: Checkout) {
  const network = `freehold-${stack}-public`;
  // The laptop's netfilter would rewrite the source on the server's wire.
  const options = ["-o", "com.docker.network.bridge.enable_ip_masquerade=false"];
  ask("docker", ["network", "create", "--subnet", "198.51.100.32/28", ...options, network]);
  ask("docker", ["network", "connect", network, `freehold-${stack}-edge`]);
  try {
    const edge = ask("docker", [
      "inspect",
      "--format",
      `{{(index .NetworkSettings.Networks "${network}").IPAddress}}`,
      `freehold-${stack}-edge`,
    ]);
    const before = await deaths(site);
    const many = { connections: 1000, seconds: 10, count: true };
    const inside = await peakMemory(`freehold-${stack}`, async () =>
      load(`container:freehold-${stack}`, `http://${address}:80/`, many),
    );
    const outside = await peakMemory(`freehold-${stack}`, async () => load(network, `http://${edge}:80/`, many));
    const after = await deaths(site);
    return {
      "unlimited address": { ...inside.result, "memory at most, MB": inside.peak },
      "limited address": { ...outside.result, "memory at most, MB": outside.peak },
      "processes killed for memory": after.kills - before.kills,
      "containers as before": after.running === before.running,
    };
  } finally {
    ask("docker", ["network", "disconnect", "--force", network, `freehold-${stack}-edge`]);
    ask("docker", ["network", "rm", network]);
  }
}

/** What readers get: pages against files, and against the way the blog began, in turns on one rehearsed server of 1 GB. */
export async function measureFront() {
  buildWrk();
  const site = await Checkout.make(stack);
  try {
    const up = await site.up();
    if (up.status !== 0) throw new Error(up.output);
    const idle = idleMemory(`freehold-${stack}`);
    const image = await layers(site);
    const many = await underMany(site);
    const both = await pages(site);
    await addStatic(
      site,
      both.map(({ path }) => path),
    );
    await startPlain(site);
    const load = [busy()];
    const all = both.map((page) => ({ ...page, rounds: [] as PageFigures["rounds"][number][] }));
    for (let i = 0; i < rounds; i++)
      for (const [index, page] of all.entries()) page.rounds.push(await measureRound(page.path, index));
    load.push(busy());
    await stopPlain(site);
    return {
      limits:
        "server 1 GB without swap, app tasks 160 MB each, nginx 128 MB; no limit of CPU; load from a private address, which has no limit of requests",
      "load average before and after": load.join(", "),
      pages: all.map((page) => ({
        path: page.path,
        bytes: page.bytes,
        "requests/s against the same bytes as a file": ratio(page, (r) => r.page.perSecond / r.static.perSecond),
        "p99 against the same": ratio(page, (r) => r.page.p99 / r.static.p99),
        "requests/s against a file served as pages are": ratio(page, (r) => r.page.perSecond / r.tuned.perSecond),
        "p99 against that": ratio(page, (r) => r.page.p99 / r.tuned.p99),
        "requests/s against gunicorn -w 2 behind nginx": ratio(page, (r) => r.page.perSecond / r.plain.perSecond),
        "uncached against the same": ratio(page, (r) => r.uncached.perSecond / r.plain.perSecond),
        rounds: page.rounds,
      })),
      "app image, MB": { total: round(image.reduce((sum, layer) => sum + layer.megabytes, 0)), layers: image },
      "memory at idle, MB": idle,
      "1,000 connections": many,
    };
  } finally {
    await site.remove();
  }
}

export type FrontResult = Awaited<ReturnType<typeof measureFront>>;

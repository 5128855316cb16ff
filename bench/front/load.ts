import { execFileSync } from "node:child_process";
import { ask, run } from "../../tests/support/rehearsal/run";

const image = "freehold/wrk";

/** Debian's wrk in an image of its own. */
export function buildWrk(): void {
  const dockerfile = `FROM debian:trixie-slim
RUN apt-get -qq update && apt-get -qq install -y --no-install-recommends wrk netbase >/dev/null && rm -rf /var/lib/apt/lists/*
ENTRYPOINT ["bash", "-c", "cat >/tmp/count.lua && exec wrk -s /tmp/count.lua \\"$@\\"", "wrk"]`;
  execFileSync("docker", ["build", "-q", "-t", image, "-"], {
    input: dockerfile,
    stdio: ["pipe", "ignore", "inherit"],
  });
}

export interface Load {
  readonly requests: number;
  readonly perSecond: number;
  /** Milliseconds. */
  readonly p99: number;
  /** By status where asked for; "error" for connections that broke or gave no answer within 10 s. */
  readonly answers: Readonly<Record<string, number>>;
}

/** Counts every status, which costs wrk as much as the request: only where it is asked for. */
const counting = `
statuses = {}
function response(status) statuses[status] = (statuses[status] or 0) + 1 end
`;
const script = `
statuses = {}
local threads = {}
function setup(thread) table.insert(threads, thread) end
function done(summary, latency)
  local all, e = {}, summary.errors
  for _, thread in ipairs(threads) do
    for status, n in pairs(thread:get("statuses")) do all[status] = (all[status] or 0) + n end
  end
  local parts = { string.format('"error":%d,"400 and more":%d', e.connect + e.read + e.write + e.timeout, e.status) }
  for status, n in pairs(all) do table.insert(parts, string.format('"%d":%d', status, n)) end
  io.write(string.format('\\nRESULT {"requests":%d,"perSecond":%.1f,"p99":%.2f,"answers":{%s}}\\n',
    summary.requests, summary.requests / summary.duration * 1e6, latency:percentile(99) / 1000, table.concat(parts, ",")))
end
`;

/**
 * Runs wrk for some seconds in the network namespace or network given, outside of the server's memory limit.
 * @param network e.g. `container:freehold-x`: on the server's own wire, so that the laptop's bridges are not measured
 */
export async function load(network: string, url: string, options: LoadOptions = {}): Promise<Load> {
  const { connections = 64, seconds = 3, host, encoding, count = false, warm = 0 } = options;
  const header = [
    ...(host === undefined ? [] : ["-H", `Host: ${host}`]),
    ...(encoding === undefined ? [] : ["-H", `Accept-Encoding: ${encoding}`]),
  ];
  const wrk = (time: number) => ["-t2", `-c${connections}`, `-d${time}`, "--timeout", "10s", ...header, url];
  const docker = ["run", "--rm", "-i", "--network", network, image];
  const input = count ? script + counting : script;
  if (warm > 0) await run("docker", [...docker, ...wrk(warm)], { input });
  const { output } = await run("docker", [...docker, ...wrk(seconds)], { input });
  const line = /^RESULT (.*)$/m.exec(output)?.[1];
  if (line === undefined) throw new Error(`wrk ${url}: ${output}`);
  return JSON.parse(line) as Load;
}

export interface LoadOptions {
  readonly connections?: number;
  readonly seconds?: number;
  readonly host?: string;
  /** What the reader accepts; default: nothing compressed. */
  readonly encoding?: string;
  /** Seconds of the same load just before, not counted. */
  readonly warm?: number;
  /** Whether to count each status. */
  readonly count?: boolean;
}

/** The one-minute load average of this machine: what else was at work on it. */
export const busy = () => Number(ask("cut", ["-d", " ", "-f", "1", "/proc/loadavg"]));

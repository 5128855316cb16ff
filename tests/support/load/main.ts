import { Agent } from "node:http";
import { Agent as SecureAgent } from "node:https";
import { ask, Failed } from "./ask";
import { type Kind, type Report, Tally } from "./report";

/** `npx tsx tests/support/load/main.ts '<Plan as JSON>'`: asks until standard input ends, then prints the Report as JSON. Its first line is "begun". */
export interface Plan {
  /** Loopback only: this is for servers of one's own. */
  readonly url: string;
  /** Name that is asked for, where it is not the one in `url`. */
  readonly host?: string;
  /** Goes on after the end of standard input until so many were sent. */
  readonly atLeast: number;
  /** Sends nothing after this, whatever else is said. */
  readonly atMostSeconds: number;
  /** Of each kind, with keep-alive and without. */
  readonly connections: number;
  /** A reader's pause after each answer; sets the rate. */
  readonly pauseMs: number;
}

const kinds: readonly Kind[] = ["page", "question", "post"];
const streams = kinds.flatMap((kind) => [true, false].map((keepAlive) => ({ kind, keepAlive })));

async function worker(plan: Plan, index: number, tally: Tally, goesOn: () => boolean): Promise<void> {
  const { kind, keepAlive } = streams[index] as (typeof streams)[number];
  const url = new URL(plan.url);
  const options = { keepAlive: true, maxSockets: 1 };
  const agent = !keepAlive ? false : url.protocol === "https:" ? new SecureAgent(options) : new Agent(options);
  while (goesOn()) {
    tally.sent(index);
    const asked = Date.now();
    try {
      const answer = await ask(url, kind, agent, plan.host).catch((error: unknown) => {
        if (!(error instanceof Failed && error.stale) || kind === "post") throw error;
        tally.repeated(index);
        return ask(url, kind, agent, plan.host);
      });
      tally.good(index, answer.app, asked, Date.now());
    } catch (error) {
      tally.bad(index, error instanceof Failed ? error.reason : String(error), Date.now());
    }
    await new Promise((next) => setTimeout(next, plan.pauseMs));
  }
  if (agent) agent.destroy();
}

export async function load(plan: Plan, stopped: () => boolean): Promise<Report> {
  const { hostname } = new URL(plan.url);
  if (hostname !== "localhost" && !hostname.startsWith("127.")) throw new Error(`${hostname} is not loopback`);
  const begun = Date.now();
  const tally = new Tally(streams, begun);
  const goesOn = () =>
    Date.now() - begun < plan.atMostSeconds * 1000 && (!stopped() || tally.report.sent < plan.atLeast);
  const workers = streams.flatMap((_, index) =>
    Array.from({ length: plan.connections }, () => worker(plan, index, tally, goesOn)),
  );
  await Promise.all(workers);
  return tally.end(Date.now());
}

if (require.main === module) {
  let ended = false;
  process.stdin.on("end", () => {
    ended = true;
  });
  process.stdin.resume();
  console.log("begun");
  load(JSON.parse(process.argv[2] ?? "{}") as Plan, () => ended).then((report) => console.log(JSON.stringify(report)));
}

import { spawn } from "node:child_process";
import { join } from "node:path";
import type { Plan } from "./main";
import type { Report } from "./report";

/** Readers in a process of their own, so that a test that is busy does not look like a server that is. */
export async function startLoad(plan: Plan): Promise<{ stop(): Promise<Report> }> {
  const child = spawn(process.execPath, ["--import", "tsx", join(__dirname, "main.ts"), JSON.stringify(plan)], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  let text = "";
  const begun = new Promise<void>((resolve) => {
    child.stdout.on("data", (chunk) => {
      text += chunk;
      resolve();
    });
  });
  const ended = new Promise<Report>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (status) =>
      status === 0
        ? resolve(JSON.parse(text.slice(text.indexOf("\n"))) as Report)
        : reject(new Error(`the load ended with status ${status}`)),
    );
  });
  await Promise.race([begun, ended]);
  return {
    stop() {
      child.stdin.end();
      return ended;
    },
  };
}

/** How much is asked: a test of every change, and a rehearsal. */
export const amounts = {
  test: { atLeast: 3000, atMostSeconds: 240, connections: 2, pauseMs: 40 },
  rehearsal: { atLeast: 20_000, atMostSeconds: 600, connections: 4, pauseMs: 30 },
} as const;

/** Runs `work` while the site is read. The load covers all of it and a little before and after. */
export async function underLoad<T>(
  url: string,
  amount: Omit<Plan, "url">,
  work: () => Promise<T>,
): Promise<{ result: T; report: Report }> {
  const load = await startLoad({ url, ...amount });
  try {
    const result = await work();
    return { result, report: await load.stop() };
  } catch (error) {
    await load.stop();
    throw error;
  }
}

/** Failures without a reload's known race: a kept-alive POST that meets a closing connection is not sent again by anybody. */
export function reasonsButRace(report: Report): Record<string, number> {
  return Object.fromEntries(Object.entries(reasons(report)).filter(([key]) => key !== "post (keep-alive): ECONNRESET"));
}

/** Failures by reason, for a message that says what went wrong. */
export function reasons(report: Report): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { kind, keepAlive, reason } of report.failures) {
    const key = `${kind}${keepAlive ? " (keep-alive)" : ""}: ${reason}`;
    counts[key] = (counts[key] ?? 0) + 1;
  }
  return counts;
}

import type { ChildProcess } from "node:child_process";
import { expect } from "vitest";
import { reasons, underLoad } from "../load/under-load";
import { ask, until } from "../rehearsal/run";
import { type Author, type Push, post } from "./author";
import { backAfter, expectWhole } from "./whole";

/** Lines of a release's output, by what has just begun when they appear. */
export const moments = {
  accepted: /release [0-9a-f]{12}:/,
  "build begins": /building app/,
  "build reads the tree": /load build context/,
  "post is rendered": /\d+ posts, \d+ pages/,
  "image is written": /exporting to image/,
  "content is switched": /switching the content/,
  "switch begins": /starting beside the old site/,
  "first task starts": /blog_app: 0 of 2 ready/,
  "first task is ready": /blog_app: 1 of 2 ready/,
  "both are ready": /blog_app: 2 of 2/,
  "page is asked": /asking the page/,
} as const;

export type Moment = keyof typeof moments;

export interface Outcome {
  readonly fault: string;
  /** Seconds from the fault to the whole site of one release. */
  readonly seconds: number;
  readonly won: "old" | "new";
  readonly sent: number;
  readonly failed: number;
  readonly longestGapMs: number;
}

export const outcomes: Outcome[] = [];
let count = 0;

/** A light load: a fault is about coming back, and its losses are counted, not forbidden. */
const readers = { atLeast: 100, atMostSeconds: 400, connections: 1, pauseMs: 60 };

/** Kills the client as a closed lid does: nothing is said to the server. */
export function killClient(git: ChildProcess): void {
  if (git.pid !== undefined) process.kill(-git.pid, "SIGKILL");
}

export function powerCut(author: Author): void {
  ask("docker", ["kill", `freehold-${author.site.stack}`]);
  ask("docker", ["start", `freehold-${author.site.stack}`]);
}

async function noReleaseRuns(author: Author): Promise<void> {
  const free = "flock -n /run/freehold/release.lock true && flock -n /run/freehold/deploy.lock true";
  await until("the end of the release", 300, async () => (await author.site.inServer(free)).status === 0 || undefined);
}

/**
 * Pushes a post, does `harm` at the moment (or without any push where there is none), waits for the whole site of one
 * release, and proves that the next push works. The outcome is kept in `outcomes`.
 */
export async function fault(
  author: Author,
  name: string,
  moment: Moment | undefined,
  harm: (git: ChildProcess | undefined) => Promise<unknown> | unknown,
): Promise<Outcome> {
  const before = author.main();
  const { result, report } = await underLoad(author.site.url, readers, async () => {
    let at = 0;
    let harmed: Promise<unknown> | undefined;
    let push: Push | undefined;
    const strike = (git?: ChildProcess) => {
      at = Date.now();
      harmed = (async () => harm(git))();
    };
    if (moment === undefined) strike();
    else {
      // Content and code: every moment of both kinds of step comes.
      const code = author.git("show", "HEAD:app/blog/headers.py");
      author.site.commit(name, {
        "app/posts/2026-11-20-fault.md": post(`${name} ${++count}`),
        "app/blog/headers.py": `${code}\n# ${count}\n`,
      });
      push = await author.push(["HEAD:main"], (line, git) => {
        if (harmed === undefined && moments[moment].test(line)) strike(git);
      });
    }
    if (harmed === undefined) throw new Error(`the moment "${moment}" never came:\n${push?.output}`);
    await harmed;
    await noReleaseRuns(author);
    return { ...(await backAfter(author, at)), push };
  });
  const expected = result.push === undefined ? [before] : [before, result.push.commit];
  expect(expected).toContain(result.commit);
  const outcome: Outcome = {
    fault: moment === undefined ? name : `${name}: ${moment}`,
    seconds: result.seconds,
    won: result.commit === before ? "old" : "new",
    sent: report.sent,
    failed: report.failed,
    longestGapMs: Math.max(...report.streams.map((stream) => stream.longestGap)),
  };
  outcomes.push(outcome);
  console.log(JSON.stringify({ ...outcome, reasons: reasons(report) }));
  await nextPushWorks(author);
  return outcome;
}

export async function nextPushWorks(author: Author): Promise<void> {
  author.back();
  const next = author.site.commit("Next", { "README.md": `# Next ${++count}\n` });
  const push = await author.push();
  expect(push).toMatchObject({ status: 0 });
  await expectWhole(author, next);
}

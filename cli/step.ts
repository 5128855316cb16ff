import { join } from "node:path";
import { logDir } from "./paths";

/** Milliseconds since 1970 when the command was typed: run.mjs passes it on, so that times count from there. */
const started = Number(process.env["FREEHOLD_STARTED"]) || Date.now();
const terminal = process.stderr.isTTY === true;
/** Where nothing can be redrawn, a long step says now and then that it lives. */
const heartbeatSeconds = terminal ? 1 : 30;

const seconds = (since: number) => (Date.now() - since) / 1000;
const stamp = () => `[${String(Math.round(seconds(started))).padStart(3)} s]`;

let unfinished = false;

/** Writes one line with the time elapsed. Progress goes to standard error: standard output is for results. */
export function say(text: string) {
  process.stderr.write(`${unfinished ? "\r\x1b[K" : ""}${stamp()} ${text}\n`);
  unfinished = false;
}

function redraw(text: string) {
  process.stderr.write(`\r\x1b[K${stamp()} ${text}`);
  unfinished = true;
}

export interface Step {
  /** What is made sure of, for example `Pulumi CLI`. */
  readonly name: string;
  /** A word about what is there already, for example its version; undefined when there is work to do. */
  readonly there: () => Promise<string | undefined>;
  /** Does the work, tells of it by `doing`, and returns a word about the result. */
  readonly work: (doing: (what: string) => void, log: string) => Promise<string>;
}

/** Runs one step of set-up: says what it does and how long it took, and skips at once what is there. */
export async function runStep({ name, there, work }: Step, quietWhenThere = false): Promise<void> {
  const found = await there();
  if (found !== undefined) {
    if (!quietWhenThere) say(`${name}: there (${found})`);
    return;
  }
  const start = Date.now();
  let now = name;
  const show = terminal ? redraw : say;
  const beat = setInterval(
    () => show(`${now} ...${terminal ? "" : ` since ${seconds(start).toFixed(0)} s`}`),
    heartbeatSeconds * 1000,
  );
  const doing = (what: string) => {
    now = `${name}: ${what}`;
    show(`${now} ...`);
  };
  try {
    const result = await work(doing, join(logDir, `${name.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-")}.log`));
    say(`${now} ... done in ${seconds(start).toFixed(1)} s (${result})`);
  } catch (error) {
    say(`${now} ... failed after ${seconds(start).toFixed(1)} s`);
    throw error;
  } finally {
    clearInterval(beat);
  }
}

import { type ChildProcess, execFileSync, spawn } from "node:child_process";

export interface Result {
  readonly status: number | null;
  /** stdout and stderr as a person would see them, in order. */
  readonly output: string;
}

export interface RunOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  readonly input?: string | Buffer;
  /** Called for every complete line of output; may kill the child. */
  readonly onLine?: (line: string, child: ChildProcess) => void;
}

/** Runs a command to its end, never throws for a status: tests assert on it. */
export function run(command: string, args: readonly string[], options: RunOptions = {}): Promise<Result> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: options.cwd, env: options.env ?? process.env, detached: true });
    let output = "";
    let pending = "";
    const take = (chunk: Buffer) => {
      output += chunk;
      const lines = (pending + chunk).split("\n");
      pending = lines.pop() ?? "";
      for (const line of lines) options.onLine?.(line, child);
    };
    child.stdout.on("data", take);
    child.stderr.on("data", take);
    child.on("error", reject);
    child.on("close", (status) => resolve({ status, output }));
    child.stdin.on("error", () => {});
    child.stdin.end(options.input ?? "");
  });
}

/** A command's result, or an error with the end of what it said: "status 1" alone helps nobody. */
export function succeeded(result: Result): Result {
  if (result.status === 0) return result;
  throw new Error(`status ${result.status}; it said:\n${result.output.split("\n").slice(-60).join("\n")}`);
}

/** Runs a command that must succeed and gives its stdout, without the last newline. */
export function ask(
  command: string,
  args: readonly string[],
  options: { cwd?: string; env?: NodeJS.ProcessEnv } = {},
): string {
  // A state has more than Node's default of 1 MB.
  const maxBuffer = 64 * 1024 * 1024;
  const stdio: ["ignore", "pipe", "pipe"] = ["ignore", "pipe", "pipe"];
  return execFileSync(command, args, { encoding: "utf8", stdio, maxBuffer, ...options }).trimEnd();
}

/** Asks until the answer is there; fails with `what` and the last answer after `seconds`. */
export async function until<T>(
  what: string,
  seconds: number,
  probe: () => Promise<T | undefined> | T | undefined,
): Promise<T> {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    const answer = await probe();
    if (answer !== undefined && answer !== false) return answer;
    if (Date.now() > end) throw new Error(`${what}: not so after ${seconds} s`);
    await new Promise((next) => setTimeout(next, 250));
  }
}

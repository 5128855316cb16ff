import { type ChildProcess, spawn } from "node:child_process";
import { createWriteStream, mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { UserError } from "../infra/user-error";

export interface ExecuteOptions {
  readonly cwd?: string;
  /** The whole environment. Default: this process's own. */
  readonly env?: NodeJS.ProcessEnv;
  /** File that the output is appended to. Default: none. */
  readonly log?: string;
  /** Seconds after which the command and all its children are killed. Default: no limit. */
  readonly timeout?: number;
  /** What it reads on standard input. Default: nothing (closed). */
  readonly input?: string;
}

export interface Finished {
  /** Exit status; 127 where there is no such command, 124 after a timeout, 128 when killed. */
  readonly code: number;
  readonly stdout: string;
  /** Both streams, in the order they came. */
  readonly output: string;
}

/** Groups of commands that are running: they must not outlive this process. */
const running = new Set<ChildProcess>();

function killGroup(child: ChildProcess) {
  try {
    if (child.pid !== undefined) process.kill(-child.pid, "SIGKILL");
  } catch {
    // It ended by itself meanwhile.
  }
}

function killAll() {
  for (const child of running) killGroup(child);
}

const leave = () => process.exit(130);
const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

process.on("exit", killAll);

/** Only while commands run: at other times signals keep their ordinary meaning. */
function watchSignals(child: ChildProcess) {
  if (running.size === 0) for (const signal of signals) process.on(signal, leave);
  running.add(child);
}

function forget(child: ChildProcess) {
  running.delete(child);
  if (running.size === 0) for (const signal of signals) process.removeListener(signal, leave);
}

/** Runs a command to its end and never throws: the caller judges the status. */
export function execute(command: string, args: readonly string[], options: ExecuteOptions = {}): Promise<Finished> {
  return new Promise((resolve) => {
    if (options.log) mkdirSync(dirname(options.log), { recursive: true });
    const log = options.log ? createWriteStream(options.log, { flags: "a" }) : undefined;
    log?.write(`$ ${command} ${args.join(" ")}\n`);
    // A group of its own, so that a timeout ends the grandchildren too.
    const child = spawn(command, args, { cwd: options.cwd, env: options.env ?? process.env, detached: true });
    watchSignals(child);
    let [stdout, output, late] = ["", "", false];
    const take = (text: string) => {
      output += text;
      log?.write(text);
    };
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      stdout += text;
      take(text);
    });
    child.stderr.setEncoding("utf8").on("data", take);
    child.stdin.on("error", () => {}).end(options.input ?? "");
    const timer =
      options.timeout &&
      setTimeout(() => {
        late = true;
        killGroup(child);
      }, options.timeout * 1000);
    const finish = (code: number) => {
      clearTimeout(timer || undefined);
      forget(child);
      if (late) take(`\nstopped after ${options.timeout} s without an end\n`);
      log?.end();
      resolve({ code: late ? 124 : code, stdout, output });
    };
    child.on("error", (error: NodeJS.ErrnoException) => {
      take(`${error.message}\n`);
      finish(error.code === "ENOENT" ? 127 : 126);
    });
    child.on("close", (code) => finish(code ?? 128));
  });
}

/** The last lines of an output, for a person to read. */
export const endOf = (output: string, lines = 20) => output.trimEnd().split("\n").slice(-lines).join("\n");

/** Runs a command that must succeed; else a plain error with the end of its output and the name of its log. */
export async function must(command: string, args: readonly string[], options: ExecuteOptions = {}): Promise<string> {
  const { code, stdout, output } = await execute(command, args, options);
  if (code === 0) return stdout;
  const where = options.log ? `\nThe whole output: ${options.log}` : "";
  const end = endOf(output).replaceAll(/^/gm, "  ");
  throw new UserError(`${command} ${args[0] ?? ""} failed with status ${code}:\n${end}${where}`);
}

/** Whether a command is on the PATH, and where. */
export async function which(command: string): Promise<string | undefined> {
  const { code, stdout } = await execute("sh", ["-c", 'command -v "$1"', "sh", command]);
  return code === 0 ? stdout.trim() : undefined;
}

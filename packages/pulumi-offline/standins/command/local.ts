import { spawn } from "node:child_process";
import { constants } from "node:os";
import { leaving } from "../provider/lifetime";
import type { Call } from "../provider/resource";
import type { Plain } from "../provider/values";
import { commandResource } from "./lifecycle";
import { Capture, type Captured } from "./lines";

const shape = {
  create: true,
  update: true,
  delete: true,
  triggers: true,
  environment: true,
  stdin: true,
  dir: true,
  interpreter: true,
  logging: true,
  addPreviousOutputInEnv: true,
} as const;

function environment(inputs: Plain, before: Captured): NodeJS.ProcessEnv {
  const env: NodeJS.ProcessEnv = { ...process.env, ...inputs["environment"] };
  if (inputs["addPreviousOutputInEnv"] === false) return env;
  if (before.stdout) env["PULUMI_COMMAND_STDOUT"] = before.stdout;
  if (before.stderr) env["PULUMI_COMMAND_STDERR"] = before.stderr;
  return env;
}

/** As Go's os/exec says it: "exit status 3", "signal: killed". */
function ending(code: number | null, signal: NodeJS.Signals | null): string {
  if (signal === null) return `exit status ${code}`;
  const words: Partial<Record<NodeJS.Signals, string>> = {
    SIGKILL: "killed",
    SIGTERM: "terminated",
    SIGINT: "interrupt",
  };
  return `signal: ${words[signal] ?? `signal ${constants.signals[signal]}`}`;
}

/**
 * A cancelled run kills the shell alone, as exec.CommandContext does: what the shell has started goes on, and is waited for while it
 * holds the output. Where the plugin itself is ended, all of it goes on.
 */
async function run(call: Call, command: string, inputs: Plain, before: Captured): Promise<Captured> {
  const given: string[] = inputs["interpreter"] ?? [];
  const [program, ...args] = given.length > 0 ? given : ["/bin/sh", "-c"];
  const capture = new Capture(inputs["logging"], call.status);
  if (call.signal.aborted) throw capture.failure("context canceled", command);
  return new Promise((resolve, reject) => {
    const child = spawn(program as string, [...args, command], {
      cwd: inputs["dir"] ?? process.cwd(),
      env: environment(inputs, before),
      detached: true,
      stdio: ["pipe", "pipe", "pipe"],
    });
    const stop = () => leaving.aborted || child.kill("SIGKILL");
    call.signal.addEventListener("abort", stop);
    child.stdout.on("data", capture.take("stdout"));
    child.stderr.on("data", capture.take("stderr"));
    // A command that reads no stdin closes it: EPIPE is its right.
    child.stdin.on("error", () => {});
    child.stdin.end(inputs["stdin"] ?? "");
    child.on("error", (error) => reject(capture.failure(error.message, command)));
    child.on("close", (code, signal) => {
      call.signal.removeEventListener("abort", stop);
      const captured = capture.captured();
      if (code === 0) resolve(captured);
      else reject(capture.failure(ending(code, signal), command));
    });
  });
}

/** command:local:Command of pulumi-command 1.2.1 (provider/pkg/provider/local). */
export const localCommand = commandResource(shape, [], run);

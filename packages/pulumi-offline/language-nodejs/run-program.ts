import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { join } from "node:path";
import type { RunRequest } from "@pulumi/pulumi/proto/language_pb";
import { endWithEngine } from "./engine-watch";

/** `nodeJSProcessExitedAfterLoggingUserActionableMessage` in @pulumi/pulumi/cmd/run/index.js: the person has been told already. */
const toldAlready = 32;

export interface ProgramResult {
  /** What to show; empty when the program succeeded or has shown its error itself. */
  readonly error: string;
  /** Whether the engine is to stop without another word. */
  readonly bail: boolean;
}

/** The command line of @pulumi/pulumi/cmd/run for a request. Pure. */
export function argumentsFor(request: RunRequest, runner: string, engineAddress: string): string[] {
  const named: [string, string][] = [
    ["monitor", request.getMonitorAddress()],
    ["engine", engineAddress],
    ["organization", request.getOrganization()],
    ["project", request.getProject()],
    ["root-directory", request.getInfo()?.getRootDirectory() ?? ""],
    ["stack", request.getStack()],
    ["pwd", request.getPwd()],
    ["parallel", String(request.getParallel())],
  ];
  const given = named.filter(([, value]) => value !== "").flatMap(([name, value]) => [`--${name}`, value]);
  const program = request.getInfo()?.getEntryPoint() || ".";
  return [runner, ...given, ...(request.getDryrun() ? ["--dry-run"] : []), program, ...request.getArgsList()];
}

/** The environment: config and the names of secret keys as JSON, and whether TypeScript is loaded (yes, unless switched off). */
export function environmentFor(request: RunRequest, inherited: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const options = (request.getInfo()?.getOptions()?.toJavaScript() ?? {}) as {
    typescript?: boolean;
    tsconfig?: string;
  };
  return {
    ...inherited,
    PULUMI_CONFIG: JSON.stringify(Object.fromEntries(request.getConfigMap().toArray())),
    PULUMI_CONFIG_SECRET_KEYS: JSON.stringify(request.getConfigsecretkeysList()),
    PULUMI_NODEJS_TYPESCRIPT: options.typescript === false ? "false" : "true",
    ...(options.tsconfig ? { PULUMI_NODEJS_TSCONFIG_PATH: options.tsconfig } : {}),
  };
}

/** What an exit means to the engine. Pure. */
export function resultOf(code: number | null, signal: string | null): ProgramResult {
  if (code === 0) return { error: "", bail: false };
  if (code === toldAlready) return { error: "", bail: true };
  return {
    error: signal ? `Program was killed by ${signal}` : `Program exited with non-zero exit code: ${code}`,
    bail: false,
  };
}

/** Runs the program to its end. Its output goes where ours goes: to the engine, which shows it. */
export function runProgram(request: RunRequest, engineAddress: string): Promise<ProgramResult> {
  const folder = request.getInfo()?.getProgramDirectory() || request.getPwd();
  const runner = createRequire(join(folder, "package.json")).resolve("@pulumi/pulumi/cmd/run");
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, argumentsFor(request, runner, engineAddress), {
      stdio: ["ignore", "inherit", "inherit"],
      env: environmentFor(request, process.env),
    });
    endWithEngine.add(child);
    child.on("error", reject);
    child.on("exit", (code, signal) => {
      endWithEngine.delete(child);
      resolve(resultOf(code, signal));
    });
  });
}

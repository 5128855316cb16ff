import { spawn } from "node:child_process";
import { UserError } from "../infra/user-error";
import { root } from "./paths";

/**
 * Runs a command with this terminal as its own and returns its status. Ctrl-C reaches the command by itself, which may want to
 * end in an orderly way: we stay until it has.
 */
export function handOver(
  command: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = process.env,
): Promise<number> {
  const stay = () => {};
  process.on("SIGINT", stay);
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: root, stdio: "inherit", env });
    const pass = () => child.kill("SIGTERM");
    process.once("SIGTERM", pass);
    child.on("error", (error) => reject(new UserError(`${command} could not be started: ${error.message}`)));
    child.on("exit", (code, signal) => {
      process.removeListener("SIGINT", stay);
      process.removeListener("SIGTERM", pass);
      resolve(code ?? (signal ? 130 : 1));
    });
  });
}

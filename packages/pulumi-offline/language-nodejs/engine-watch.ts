import type { ChildProcess } from "node:child_process";

/** Programs that run: they must not go on talking to a cloud when the engine that keeps their record has been killed. */
export const endWithEngine = new Set<ChildProcess>();

/** Ends this process and the programs it started as soon as the engine, its parent, is gone. */
export function watchEngine() {
  const engine = process.ppid;
  setInterval(() => {
    if (process.ppid === engine) return;
    for (const program of endWithEngine) program.kill("SIGKILL");
    process.exit(1);
  }, 500).unref();
}

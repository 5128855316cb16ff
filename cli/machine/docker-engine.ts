import { spawn } from "node:child_process";
import { existsSync, mkdirSync, openSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { UserError } from "../../infra/user-error";
import { endOf, execute, must, which } from "../execute";
import { cacheDir } from "../paths";
import type { Step } from "../step";
import { canInstall, installPackages } from "./debian-packages";

/** Version of the engine that the docker command reaches (context, DOCKER_HOST or default socket); undefined: none answers. */
export async function engineVersion(): Promise<string | undefined> {
  const { code, stdout } = await execute("docker", ["version", "--format", "{{.Server.Version}}"], { timeout: 20 });
  return code === 0 ? stdout.trim() : undefined;
}

/** What to tell a person whose Docker engine we may not start. Pure. */
export function engineAdvice(platform: string, hasCommand: boolean, answer: string): string {
  const start =
    platform === "linux"
      ? "start it (sudo systemctl start docker), or let your user reach it (sudo usermod -aG docker $USER, then log in again)"
      : "start Docker Desktop";
  const install =
    platform === "linux"
      ? "install it (Debian or Ubuntu: sudo apt-get install docker.io) and let your user reach it (sudo usermod -aG docker $USER, then log in again)"
      : "install Docker Desktop (docs.docker.com/desktop) and start it";
  const what = hasCommand ? `The Docker engine does not answer: ${answer}` : "Docker is not installed.";
  return `${what}\nThe rehearsed server runs in Docker: ${hasCommand ? start : install}. Then run the command again.`;
}

async function waitUntilReady(ended: () => boolean, logFile: string): Promise<string> {
  for (const deadline = Date.now() + 90_000; Date.now() < deadline; await pause(250)) {
    const version = await engineVersion();
    if (version) return version;
    if (ended()) break;
  }
  const end = existsSync(logFile) ? endOf(readFileSync(logFile, "utf8")) : "";
  throw new UserError(`The Docker engine did not come up; the end of ${logFile}:\n${end}`);
}

/** Starts the engine for as long as the machine runs: by systemd where that is init, else as a process of its own session. */
async function startEngine(doing: (what: string) => void, log: string): Promise<string> {
  if (existsSync("/run/systemd/system")) {
    doing("starting it by systemd");
    await must("systemctl", ["start", "docker"], { log, timeout: 120 });
    return waitUntilReady(() => false, log);
  }
  const logFile = join(cacheDir, "dockerd.log");
  doing(`starting dockerd (log: ${logFile})`);
  mkdirSync(cacheDir, { recursive: true });
  const output = openSync(logFile, "a");
  const daemon = spawn("dockerd", [], { detached: true, stdio: ["ignore", output, output] });
  let ended = false;
  daemon.on("error", () => {
    ended = true;
  });
  daemon.on("exit", () => {
    ended = true;
  });
  daemon.unref();
  return waitUntilReady(() => ended, logFile);
}

/** Makes sure that a Docker engine answers: a running one, else the distribution's where this is Debian or Ubuntu and we are root. */
export const dockerEngine: Step = {
  name: "Docker engine",
  there: engineVersion,
  work: async (doing, log) => {
    const hasCommand = (await which("docker")) !== undefined;
    // An engine named by the user is the user's to start.
    if (process.env["DOCKER_HOST"] || !canInstall()) {
      const { output } = await execute("docker", ["version"]);
      throw new UserError(engineAdvice(process.platform, hasCommand, endOf(output, 1)));
    }
    if (!hasCommand || !(await which("dockerd"))) {
      doing("installing the distribution's docker.io");
      await installPackages(["docker.io", "iptables"], "the rehearsed server", "Docker", log);
      if (!(await which("docker"))) await installPackages(["docker-cli"], "the rehearsed server", "Docker", log);
    }
    return (await engineVersion()) ?? startEngine(doing, log);
  },
};

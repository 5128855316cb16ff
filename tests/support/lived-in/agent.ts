import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { until } from "../rehearsal/run";

/** More than any server admits tries: sshd's default is 6, the rehearsed server's 4. */
export const manyKeys = 30;

/**
 * An SSH agent that holds `manyKeys` keys, as those of people who never remove one. When it is stopped its socket is dead, as after a
 * logout: the file stays, and nothing answers. What it does not model: agents that ask for each use, keys on a card.
 */
export class Agent {
  readonly socket: string;
  private process: ChildProcess | undefined;

  constructor(private readonly folder: string) {
    this.socket = join(folder, "agent.sock");
  }

  async start(): Promise<void> {
    this.process = spawn("ssh-agent", ["-D", "-a", this.socket], { stdio: "ignore" });
    await until("the agent listens", 10, () => existsSync(this.socket) || undefined);
    const keys = Array.from({ length: manyKeys }, (_, i) => join(this.folder, `agent-key-${i}`));
    for (const key of keys) execFileSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", key, "-f", key]);
    execFileSync("ssh-add", ["-q", ...keys], { env: { ...process.env, SSH_AUTH_SOCK: this.socket }, stdio: "pipe" });
  }

  /** Ends it in a way that leaves its socket's file. */
  async stop(): Promise<void> {
    const ended = new Promise((done) => this.process?.once("exit", done));
    if (this.process?.kill("SIGKILL")) await ended;
    this.process = undefined;
  }
}

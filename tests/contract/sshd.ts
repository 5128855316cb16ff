import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { eventually } from "./plugin";

const daemon = "/usr/sbin/sshd";

/** A port that was free a moment ago. */
export function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer();
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}

/** An OpenSSH server of our own on loopback, with throwaway keys, for the user who runs the tests. */
export class Sshd {
  private readonly folder = mkdtempSync(join(tmpdir(), "freehold-sshd-"));
  private process: ChildProcess | undefined;
  readonly user = userInfo().username;
  port = 0;

  constructor() {
    for (const key of ["host_ed25519", "host_rsa", "client", "other"]) {
      const type = key === "host_rsa" ? ["-t", "rsa", "-b", "3072"] : ["-t", "ed25519"];
      execFileSync("ssh-keygen", ["-q", "-N", "", "-C", "contract", ...type, "-f", join(this.folder, key)]);
    }
  }

  file = (name: string) => readFileSync(join(this.folder, name), "utf8");

  /** Chooses the port without listening yet: a client can dial before the server is up. */
  async reserve(): Promise<this> {
    this.port = await freePort();
    return this;
  }

  async start(): Promise<void> {
    if (!existsSync(daemon)) throw new Error(`${daemon} is missing: apt-get install openssh-server`);
    // sshd run by root separates privileges in this directory; the distribution's unit would make it.
    if (process.getuid?.() === 0) mkdirSync("/run/sshd", { recursive: true, mode: 0o755 });
    const path = (name: string) => join(this.folder, name);
    const config = [
      `ListenAddress 127.0.0.1:${this.port}`,
      `HostKey ${path("host_ed25519")}`,
      `HostKey ${path("host_rsa")}`,
      `AuthorizedKeysFile ${path("client.pub")}`,
      "PidFile none",
      "StrictModes no",
      "UsePAM no",
      "PasswordAuthentication no",
      "PermitRootLogin prohibit-password",
      "AcceptEnv CONTRACT_*",
      "MaxStartups 100",
      "LogLevel QUIET",
    ];
    writeFileSync(path("sshd_config"), `${config.join("\n")}\n`);
    const child = spawn(daemon, ["-D", "-e", "-f", path("sshd_config")], { stdio: ["ignore", "ignore", "inherit"] });
    this.process = child;
    await eventually("sshd answers", () => this.answers());
  }

  private answers(): Promise<true | undefined> {
    const scan = spawn("ssh-keyscan", ["-T", "1", "-p", String(this.port), "127.0.0.1"], {
      stdio: ["ignore", "pipe", "ignore"],
    });
    return new Promise((done) => {
      let out = "";
      scan.stdout.on("data", (data) => {
        out += data;
      });
      scan.on("close", () => done(out.includes("ssh-") || undefined));
    });
  }

  /** Ends the server and every session it has open. */
  async stop(): Promise<void> {
    const { process: child } = this;
    if (child && child.exitCode === null) {
      const ended = new Promise((done) => child.once("exit", done));
      child.kill("SIGTERM");
      await ended;
    }
    this.process = undefined;
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  connection(more: object = {}) {
    return {
      host: "127.0.0.1",
      port: this.port,
      user: this.user,
      privateKey: this.file("client"),
      hostKey: this.file("host_ed25519.pub"),
      dialErrorLimit: 0,
      perDialTimeout: 15,
      ...more,
    };
  }
}

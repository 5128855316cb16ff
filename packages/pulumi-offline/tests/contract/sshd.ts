import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { base } from "./docker";
import { eventually } from "./plugin";

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

/** Runs the docker command, which must succeed. */
const docker = (args: readonly string[], input?: string) =>
  execFileSync("docker", args, { encoding: "utf8", stdio: ["pipe", "pipe", "pipe"], input });

/** Debian's OpenSSH server, as rehearsed servers have it: 20 s the first time. `npm run destroy -- --images` removes it. */
function sshdImage(): string {
  const install = "apt-get update && apt-get install -y --no-install-recommends openssh-server";
  const dockerfile = `FROM ${base}\nRUN ${install} && rm -rf /var/lib/apt/lists/*\nLABEL freehold.image=contract-sshd\n`;
  docker(["build", "--quiet", "--tag", "freehold/contract-sshd", "-"], dockerfile);
  return "freehold/contract-sshd";
}

/** An OpenSSH server, alone in a container on a loopback port, with throwaway keys. */
export class Sshd {
  private readonly folder = mkdtempSync(join(tmpdir(), "freehold-sshd-"));
  readonly user = "root";
  port = 0;

  constructor() {
    for (const key of ["host_ed25519", "host_rsa", "client", "other"]) {
      const type = key === "host_rsa" ? ["-t", "rsa", "-b", "3072"] : ["-t", "ed25519"];
      execFileSync("ssh-keygen", ["-q", "-N", "", "-C", "contract", ...type, "-f", join(this.folder, key)]);
    }
  }

  file = (name: string) => readFileSync(join(this.folder, name), "utf8");

  private get container() {
    return `freehold-contract-sshd-${this.port}`;
  }

  /** Chooses the port without listening yet: a client can dial before the server is up. */
  async reserve(): Promise<this> {
    this.port = await freePort();
    return this;
  }

  async start(): Promise<void> {
    const config = [
      "HostKey /keys/host_ed25519",
      "HostKey /keys/host_rsa",
      "AuthorizedKeysFile /keys/client.pub",
      "PidFile none",
      "StrictModes no",
      "UsePAM no",
      "PasswordAuthentication no",
      "PermitRootLogin prohibit-password",
      "AcceptEnv CONTRACT_*",
      "MaxStartups 100",
    ];
    writeFileSync(join(this.folder, "sshd_config"), `${config.join("\n")}\n`);
    // sshd separates privileges in /run/sshd; the distribution's unit would make it.
    const options = ["--init", "--name", this.container, "--tmpfs", "/run/sshd", "-p", `127.0.0.1:${this.port}:22`];
    const daemon = ["--entrypoint", "/usr/sbin/sshd", sshdImage(), "-D", "-f", "/keys/sshd_config"];
    docker(["create", ...options, ...daemon]);
    docker(["cp", `${this.folder}/.`, `${this.container}:/keys`]);
    docker(["start", this.container]);
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
    docker(["rm", "--force", this.container]);
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

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { baseImagesDir } from "../../../cli/paths";
import { isolation } from "../../../infra/targets/rehearsal/isolation";
import { rehearsalImage } from "./image";
import { ask, type Result, run, until } from "./run";

/**
 * What a person rents before any Freehold: Debian with systemd, sshd and one key for root. From the rehearsal's machine image, less
 * cloud-init. Not modelled: a kernel of its own, swap, a provider's firewall, Ubuntu. Base images are carried in where no registry answers,
 * by the rehearsal's drop-in of docker.service.
 */
const boot = `
mount --bind /proc/sys/net /proc/sys/net
mount -o remount,bind,rw /proc/sys/net
if [ ! -e /root/.ssh/authorized_keys ]; then
  DEBIAN_FRONTEND=noninteractive dpkg --purge cloud-init >/dev/null 2>&1
  rm -rf /etc/cloud /var/lib/cloud
  ssh-keygen -A >/dev/null
  install -d -m 0700 /root/.ssh
  echo "$OWNER_KEY" >/root/.ssh/authorized_keys
fi
exec /usr/local/lib/rehearsal/own-cgroups /sbin/init
`;

export class PlainMachine {
  private constructor(
    readonly name: string,
    private readonly folder: string,
    private readonly agent: string,
  ) {}

  /** Starts it and waits for its sshd. The owner's key is in an agent of this test, never in the home. */
  static async start(name: string): Promise<PlainMachine> {
    const folder = mkdtempSync(join(tmpdir(), "freehold-owner-"));
    ask("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", "owner", "-f", join(folder, "key")]);
    const socket = join(folder, "agent");
    const agent = /SSH_AGENT_PID=(\d+)/.exec(ask("ssh-agent", ["-a", socket]))?.[1] ?? "";
    ask("ssh-add", ["-q", join(folder, "key")], { env: { ...process.env, SSH_AUTH_SOCK: socket } });
    const [seccomp = "", ...others] = isolation.securityOpts;
    writeFileSync(join(folder, "seccomp"), seccomp.replace("seccomp=", ""));
    const security = [`seccomp=${join(folder, "seccomp")}`, ...others].flatMap((one) => ["--security-opt", one]);
    const { adds, drops } = isolation.capabilities;
    const machine = new PlainMachine(name, folder, agent);
    ask("docker", [
      ...["run", "--detach", "--name", name, "--hostname", "mine", "--label", `freehold=${name}`, ...security],
      ...adds.flatMap((one) => ["--cap-add", one]),
      ...drops.flatMap((one) => ["--cap-drop", one]),
      ...["--cgroupns", isolation.cgroupnsMode, "--memory", "1g", "--memory-swap", "1g", "--stop-timeout", "30"],
      ...["--tmpfs", "/run", "--tmpfs", "/tmp", "--volume", "/var/lib/docker", "--env", "container=docker"],
      ...["--volume", `${baseImagesDir}:/opt/base-images:ro`],
      ...["--env", `OWNER_KEY=${readFileSync(join(folder, "key.pub"), "utf8").trim()}`],
      ...["--entrypoint", "bash", rehearsalImage("machine"), "-euc", boot],
    ]);
    await machine.answers();
    return machine;
  }

  /** Waits until it is up as far as its owner sees. */
  answers(): Promise<true> {
    const login = async () => (await this.login("root")).status === 0 || undefined;
    return until("the machine's sshd", 60, async () => ((await login()) ? true : undefined));
  }

  get address(): string {
    return ask("docker", ["inspect", "--format", "{{.NetworkSettings.IPAddress}}", this.name]);
  }

  /** The agent's socket, as a project's environment names it. */
  get environment(): NodeJS.ProcessEnv {
    return { FREEHOLD_SSH_AGENT: join(this.folder, "agent") };
  }

  /** Logs in as the owner did before Freehold, with the host key that the machine had then. */
  login(user: string, ...command: string[]): Promise<Result> {
    const known = join(this.folder, "known_hosts");
    const options = [
      "BatchMode=yes",
      `UserKnownHostsFile=${known}`,
      "StrictHostKeyChecking=accept-new",
      "IdentitiesOnly=yes",
    ];
    const words = ["-F", "/dev/null", "-i", join(this.folder, "key"), ...options.flatMap((one) => ["-o", one])];
    return run("ssh", [...words, `${user}@${this.address}`, ...(command.length > 0 ? command : ["true"])]);
  }

  /** Runs a command there as root, past SSH. */
  inside(command: string): Promise<Result> {
    return run("docker", ["exec", this.name, "bash", "-c", command]);
  }

  reboot(): void {
    ask("docker", ["restart", this.name]);
  }

  remove(): void {
    ask("docker", ["rm", "--force", "--volumes", this.name]);
    // In this order: an agent that ends removes its socket beside.
    rmSync(this.folder, { recursive: true, force: true });
    if (this.agent !== "") process.kill(Number(this.agent));
  }
}

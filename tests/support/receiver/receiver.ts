import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Checkout } from "../rehearsal/checkout";
import { ask, succeeded } from "../rehearsal/run";

export interface Received {
  readonly path: string;
  readonly body: { readonly kind?: string; readonly word?: string; readonly text: string };
}

/**
 * Where messages and heartbeats arrive: `alarm.test`, on the rehearsed server's own network. The server sends nothing to a private
 * address, so the name leads to 192.88.99.7, an address of the internet that nobody has (RFC 7526) and that the played gateway
 * routes to this container: nothing leaves the laptop. Not modelled: what ntfy or Slack make of a line.
 */
export class Receiver {
  static readonly host = "alarm.test";
  static readonly address = "192.88.99.7";
  private readonly name: string;
  private readonly folder = mkdtempSync(join(tmpdir(), "freehold-receiver-"));
  private read = 0;

  constructor(private readonly site: Checkout) {
    this.name = `freehold-${site.stack}-receiver`;
  }

  /** Starts it beside a server that is up, and lets the server know its certificate and its name. */
  async start(): Promise<void> {
    const { folder, name } = this;
    const machine = `freehold-${this.site.stack}`;
    cpSync(join(__dirname, "receiver.py"), join(folder, "receiver.py"));
    const subject = ["-subj", `/CN=${Receiver.host}`, "-addext", `subjectAltName=DNS:${Receiver.host}`];
    const pair = ["-keyout", join(folder, "key.pem"), "-out", join(folder, "cert.pem")];
    ask("openssl", ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", ...subject, ...pair]);
    const image = ask("docker", ["inspect", "--format", "{{.Image}}", machine]);
    // The gateway drops what comes with the TTL that the laptop itself begins with.
    const far = ["--sysctl", "net.ipv4.ip_default_ttl=60"];
    const options = ["--network", machine, "--cap-add", "NET_ADMIN", ...far, "--label", `freehold=${this.site.stack}`];
    const command = ["--entrypoint", "python3", image, "/srv/receiver/receiver.py"];
    ask("docker", ["create", "--name", name, ...options, ...command]);
    ask("docker", ["cp", folder, `${name}:/srv/receiver`]);
    ask("docker", ["start", name]);
    const format = "{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}";
    const own = ask("docker", ["inspect", "--format", format, name]);
    ask("docker", ["exec", name, "ip", "address", "add", `${Receiver.address}/32`, "dev", "lo"]);
    ask("docker", ["exec", `${machine}-edge`, "ip", "route", "add", `${Receiver.address}/32`, "via", own]);
    const names = `echo '${Receiver.address} ${Receiver.host}' > /srv/names/alarm`;
    ask("docker", ["exec", `${machine}-link-local`, "bash", "-c", names]);
    ask("docker", ["cp", join(folder, "cert.pem"), `${machine}:/usr/local/share/ca-certificates/receiver.crt`]);
    succeeded(await this.site.inServer("update-ca-certificates"));
  }

  /** What arrived since the last call. */
  take(): Received[] {
    const lines = ask("docker", ["logs", this.name])
      .split("\n")
      .filter((line) => line.startsWith("{"));
    const fresh = lines.slice(this.read).map((line) => JSON.parse(line) as Received);
    this.read = lines.length;
    return fresh;
  }

  remove(): void {
    ask("docker", ["rm", "-f", this.name]);
    rmSync(this.folder, { recursive: true });
  }
}

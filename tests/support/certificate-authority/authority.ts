import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Checkout } from "../rehearsal/checkout";
import { ask, run, succeeded, until } from "../rehearsal/run";
import { certificateAuthorityImage } from "./pebble";

/**
 * A CA on the rehearsed server's own network, as `ca.test`. It comes to port 80 through the edge, as the internet does. Not
 * modelled of Let's Encrypt: rate limits, several points of view, CAA, the weight of real issuance; it refuses 5 % of nonces.
 */
export class Authority {
  static readonly url = "https://ca.test:14000/dir";
  readonly name: string;
  private readonly folder = mkdtempSync(join(tmpdir(), "freehold-authority-"));

  constructor(private readonly site: Checkout) {
    this.name = `freehold-${site.stack}-ca`;
  }

  /** Starts it as soon as the rehearsal's network is there. */
  async start(env: Record<string, string> = {}): Promise<void> {
    const image = await certificateAuthorityImage();
    const network = `freehold-${this.site.stack}`;
    await until(
      "the rehearsal's network",
      300,
      () => ask("docker", ["network", "ls", "-q", "-f", `name=^${network}$`]) !== "",
    );
    const more = Object.entries({ PEBBLE_VA_NOSLEEP: "1", ...env }).flatMap(([key, value]) => [
      "-e",
      `${key}=${value}`,
    ]);
    const label = `freehold=${this.site.stack}`;
    ask("docker", [
      "run",
      "-d",
      "--name",
      this.name,
      "--label",
      label,
      "--network",
      network,
      ...more,
      image,
      `${network}-edge`,
    ]);
  }

  /** Makes the server know the CA: its name, its listener's certificate, and where the site's own names lead. */
  async introduce(names: Record<string, string> = {}): Promise<void> {
    this.lead({ "ca.test": this.address(), ...names });
    const certificate = ask("docker", ["exec", this.name, "cat", "/srv/cert.pem"]);
    const file = "/usr/local/share/ca-certificates/freehold-test.crt";
    succeeded(await this.site.inServer(`echo '${certificate}' > ${file} && update-ca-certificates`));
  }

  /** Where names lead, as the server's resolver says; without `ca.test` the CA is gone for it. */
  lead(names: Record<string, string>): void {
    const lines = Object.entries(names).map(([name, address]) => `${address} ${name}\n`);
    const write = `echo '${lines.join("")}' > /srv/names/test.new && mv /srv/names/test.new /srv/names/test`;
    ask("docker", ["exec", `freehold-${this.site.stack}-link-local`, "bash", "-c", write]);
  }

  private address(): string {
    return ask("docker", [
      "inspect",
      "--format",
      "{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}",
      this.name,
    ]);
  }

  /** File with the root of what it signs. */
  async root(): Promise<string> {
    const ask =
      "printf 'GET /roots/0 HTTP/1.0\\r\\n\\r\\n' | openssl s_client -quiet -connect 127.0.0.1:15000 2> /dev/null";
    const { output } = succeeded(await run("docker", ["exec", this.name, "bash", "-c", ask]));
    const file = join(this.folder, "root.pem");
    writeFileSync(file, output.slice(output.indexOf("-----BEGIN")));
    return file;
  }

  /** A home folder whose browser trusts the root: Chromium on Linux reads the NSS database there. */
  async browserHome(): Promise<string> {
    const home = join(this.folder, "home");
    mkdirSync(join(home, ".pki"), { recursive: true });
    ask("docker", ["cp", await this.root(), `${this.name}:/tmp/root.pem`]);
    const make = "mkdir /tmp/nssdb && certutil -d sql:/tmp/nssdb -N --empty-password";
    const trust = "certutil -d sql:/tmp/nssdb -A -n test -t C,, -i /tmp/root.pem";
    ask("docker", ["exec", this.name, "bash", "-c", `test -e /tmp/nssdb || { ${make} && ${trust}; }`]);
    ask("docker", ["cp", `${this.name}:/tmp/nssdb`, join(home, ".pki/nssdb")]);
    return home;
  }

  log(): string {
    return ask("bash", ["-c", `docker logs ${this.name} 2>&1`]);
  }

  remove(): void {
    ask("docker", ["rm", "-f", this.name]);
    rmSync(this.folder, { recursive: true });
  }
}

import { Authority } from "../../support/certificate-authority/authority";
import { Checkout } from "../../support/rehearsal/checkout";
import { ask, run, succeeded, until } from "../../support/rehearsal/run";
import { Author } from "../../support/release/author";

/** One server and its CA. */
export const httpsFixture = {
  site: undefined as unknown as Checkout,
  ca: undefined as unknown as Authority,
  author: undefined as unknown as Author,
  /** Settings that stay; `configure` adds to them. */
  base: {} as Record<string, unknown>,

  /**
   * Boots with HTTPS for the bare address, the CA at hand from the first minute unless told otherwise.
   * @param from an earlier commit of this project, whose program makes the server; default: HEAD's
   */
  async start(stack: string, { withCa = true, from = "HEAD" } = {}): Promise<void> {
    const https = { "freehold:https": "auto", "freehold:acmeServer": Authority.url };
    this.site = await Checkout.make(stack, https);
    this.site.git("reset", "--quiet", "--hard", from);
    this.base = { ...this.site.ports, ...https };
    this.ca = new Authority(this.site);
    const meeting = withCa ? this.meet() : Promise.resolve();
    succeeded(await this.site.up());
    await meeting;
    this.author = new Author(this.site);
  },

  /** Starts the CA and makes the server know it, as soon as there is one. */
  async meet(): Promise<void> {
    await this.ca.start();
    const machine = `freehold-${this.site.stack}`;
    await until("the server", 300, async () => (await run("docker", ["exec", machine, "true"])).status === 0);
    await this.ca.introduce();
  },

  async up(config: Record<string, unknown>): Promise<string> {
    this.site.configure({ ...this.base, ...config });
    return succeeded(await this.site.up()).output;
  },

  async remove(): Promise<void> {
    this.ca.remove();
    await this.site.remove();
  },

  get https(): string {
    return `https://127.0.0.1:${this.site.httpsPort}`;
  },

  get http(): string {
    return `http://127.0.0.1:${this.site.httpPort}`;
  },

  /** Output of a command run inside the server as root. */
  async server(command: string): Promise<string> {
    return (await this.site.inServer(command)).output.trim();
  },

  /** `curl` that knows the CA's root: status, protocol and redirect, or curl's own error. `name`: asked for at 127.0.0.1. */
  async curl(url: string, ...more: string[]): Promise<string> {
    const form = "%{http_code} HTTP/%{http_version} %{redirect_url}";
    const root = url.startsWith("https:") ? ["--cacert", await this.ca.root()] : [];
    const { output } = await run("curl", ["-sS", "-m", "20", ...root, "-o", "/dev/null", "-w", form, ...more, url]);
    return output.trim();
  },

  /** Makes names lead to the laptop's end of the server, as curl writes it. */
  at(...names: string[]): string[] {
    const { httpPort, httpsPort } = this.site;
    return names.flatMap((name) => [httpPort, httpsPort].flatMap((port) => ["--resolve", `${name}:${port}:127.0.0.1`]));
  },

  /** Serial number and names of the certificate that is served for a name; undefined where none is. */
  async served(name?: string): Promise<string | undefined> {
    const sni = name === undefined ? ["-noservername"] : ["-servername", name];
    const { output } = await run("openssl", ["s_client", "-connect", `127.0.0.1:${this.site.httpsPort}`, ...sni]);
    if (!output.includes("BEGIN CERTIFICATE")) return undefined;
    return (await run("openssl", ["x509", "-noout", "-serial", "-ext", "subjectAltName"], { input: output })).output;
  },

  /** Waits until the certificate that is served for a name has these names, and the app knows its address by then. */
  async certified(names: readonly string[], sni?: string): Promise<string> {
    const found = await until(`a certificate for ${names.join(", ")}`, 240, async () => {
      const text = await this.served(sni);
      return names.every((name) => text?.includes(`:${name}`)) ? text : undefined;
    });
    await this.idle();
    return found;
  },

  /** Waits until no run of the certificate's program is under way. */
  async idle(): Promise<void> {
    await until("the end of the certificate's run", 240, async () => {
      // Setup takes `next` away before it starts a run, which writes it at its end.
      const ended = "test -s /var/lib/freehold/certificate/next && systemctl is-active freehold-certificate.service";
      return (await this.server(ended)) === "inactive" || undefined;
    });
  },

  machine(): string {
    return ask("docker", ["inspect", "--format", "{{.Id}}", `freehold-${this.site.stack}`]);
  },

  nginx(): Promise<string> {
    return this.server("docker ps -q --no-trunc --filter label=com.docker.swarm.service.name=blog_nginx");
  },

  appUrl(): Promise<string> {
    const one = "docker ps -q --filter label=com.docker.swarm.service.name=blog_app | head -n 1";
    return this.server(`docker exec $(${one}) printenv FREEHOLD_URL`);
  },

  async status(): Promise<string> {
    return succeeded(await this.site.ssh("author", "status")).output;
  },
};

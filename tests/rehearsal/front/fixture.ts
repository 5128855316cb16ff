import type { Address } from "../../support/nginx/raw";
import type { Checkout } from "../../support/rehearsal/checkout";
import { ask, type Result, run, succeeded } from "../../support/rehearsal/run";

/** Documentation's addresses (RFC 5737): the limits take them for the internet's, as they would not private ones. */
const publicSubnet = "198.51.100.16/28";

/** The server that the files of this folder ask, none of which changes it, and a network of readers of the internet before it. */
export const frontFixture = {
  site: undefined as unknown as Checkout,
  network: "",

  /** @param site that is up */
  start(site: Checkout): void {
    this.site = site;
    const { stack } = site;
    // The laptop has the network's first address, another container another one; the edge forwards both unchanged.
    this.network = `freehold-${stack}-public`;
    // Without masquerading: the laptop's netfilter sees the packet again on the server's wire and would rewrite its source.
    const options = ["--subnet", publicSubnet, "-o", "com.docker.network.bridge.enable_ip_masquerade=false"];
    ask("docker", ["network", "create", ...options, "--label", `freehold=${stack}`, this.network]);
    ask("docker", ["network", "connect", this.network, `freehold-${stack}-edge`]);
  },

  /** Takes the network away, if `start` came to make one. */
  async stop(): Promise<void> {
    if (this.network === "") return;
    const edge = `freehold-${this.site.stack}-edge`;
    await run("docker", ["network", "disconnect", "--force", this.network, edge]);
    await run("docker", ["network", "rm", this.network]);
  },

  /** The way in from the laptop: a private address for nginx, which the limits leave alone. */
  get inside(): Address {
    return { host: "127.0.0.1", port: this.site.httpPort };
  },

  /** The way in from a reader of the internet: this process has 198.51.100.17. */
  get outside(): Address {
    const format = `{{(index .NetworkSettings.Networks "${this.network}").IPAddress}}`;
    return { host: ask("docker", ["inspect", "--format", format, `freehold-${this.site.stack}-edge`]), port: 80 };
  },

  /** Runs bash in a container with an address of its own beside the flood. */
  neighbour(command: string): Promise<Result> {
    const client = ["run", "--rm", "--network", this.network, "--entrypoint", "bash", "debian:trixie-slim"];
    return run("docker", [...client, "-c", `timeout 60 bash -c "$1"`, "bash", command]);
  },

  /** Output of a command run inside the server as root; throws with it where it failed. */
  async server(command: string): Promise<string> {
    return succeeded(await this.site.inServer(command)).output.trim();
  },

  /** Runs a command in a service's first container. */
  within(service: "app" | "nginx", command: string): Promise<Result> {
    const find = `$(docker ps -q --filter label=com.docker.swarm.service.name=blog_${service} | head -n 1)`;
    return this.site.inServer(`docker exec ${find} ${command}`);
  },

  /** Bytes that a service's first container's processes hold, page cache and tmpfs not counted: cgroup v1's rss, v2's anon. */
  async memory(service: "app" | "nginx"): Promise<number> {
    const files = "/sys/fs/cgroup/memory/memory.stat /sys/fs/cgroup/memory.stat";
    const { output } = await this.within(service, `bash -c 'cat ${files} 2>/dev/null || true'`);
    return Number(/^total_rss (\d+)$/m.exec(output)?.[1] ?? /^anon (\d+)$/m.exec(output)?.[1]);
  },

  /** Lines of a service's log since then. */
  log(service: "app" | "nginx", since: string): Promise<string> {
    return this.server(
      `journalctl --quiet --no-pager --output=cat --since '${since}' COM_DOCKER_SWARM_SERVICE_NAME=blog_${service}`,
    );
  },

  now(): Promise<string> {
    return this.server("date '+%F %T'");
  },
};

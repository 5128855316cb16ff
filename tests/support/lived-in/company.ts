import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ask, until } from "../rehearsal/run";

const space = "freehold-company";
const [host, proxy] = ["10.99.77.1", "10.99.77.2"];
const gateway = join(__dirname, "gateway.mjs");

/** The interface of the default route. */
const outward = () => /dev (\S+)/.exec(ask("ip", ["route", "show", "default"]))?.[1] ?? "eth0";

/**
 * A company's network around this machine's Docker engine: containers and builds get out by a proxy alone, which intercepts TLS. The
 * proxy is a machine of its own (a network namespace), for a rehearsed server reaches none on the laptop. Needs root.
 * Not modelled: the laptop's own direct ways stay open (tests/unit/laptop/company-network.test.ts closes them).
 */
export class Company {
  readonly folder = mkdtempSync(join(tmpdir(), "freehold-company-"));
  readonly url = `http://${proxy}:3128`;
  private process: ChildProcess | undefined;

  /** Rules of the engine's own chain for users, in the order in which they hold: the proxy's packets, then nothing new gets out. */
  private readonly rules = [
    ["-s", proxy, "-j", "ACCEPT"],
    ["-d", proxy, "-j", "ACCEPT"],
    ["-o", outward(), "-m", "conntrack", "--ctstate", "NEW", "-j", "DROP"],
  ];
  private readonly masquerade = ["POSTROUTING", "-s", proxy, "-o", outward(), "-j", "MASQUERADE"];

  async start(): Promise<void> {
    const key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"];
    const to = ["-keyout", "ca.key", "-out", "ca.pem", "-subj", "/CN=Company"];
    ask("openssl", ["req", "-x509", ...key, ...to], { cwd: this.folder });
    ask("ip", ["netns", "add", space]);
    ask("ip", ["link", "add", "fh-company", "type", "veth", "peer", "name", "eth0", "netns", space]);
    ask("ip", ["address", "add", `${host}/30`, "dev", "fh-company"]);
    ask("ip", ["link", "set", "fh-company", "up"]);
    for (const words of [
      ["link", "set", "lo", "up"],
      ["address", "add", `${proxy}/30`, "dev", "eth0"],
      ["link", "set", "eth0", "up"],
      ["route", "add", "default", "via", host],
    ])
      ask("ip", ["-n", space, ...words]);
    [...this.rules].reverse().forEach((rule) => {
      ask("iptables", ["-w", "-I", "DOCKER-USER", ...rule]);
    });
    ask("iptables", ["-w", "-t", "nat", "-A", ...this.masquerade]);
    this.process = spawn("ip", ["netns", "exec", space, process.execPath, gateway, proxy, this.folder], {
      stdio: "inherit",
    });
    await until("the proxy listens", 20, () => this.seen().includes("listening") || undefined);
  }

  /** The environment of a laptop in it: nothing of another proxy or authority, and the three variables that a user sets. */
  environment(base: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
    const bare = Object.fromEntries(Object.entries(base).filter(([name]) => !/CERT|_CA(_|$)|CAINFO|PROXY/i.test(name)));
    return { ...bare, HTTP_PROXY: this.url, HTTPS_PROXY: this.url, FREEHOLD_CA: join(this.folder, "ca.pem") };
  }

  /** URLs that came by the proxy, in order. */
  seen(): string[] {
    const file = join(this.folder, "seen");
    return existsSync(file) ? readFileSync(file, "utf8").trim().split("\n") : [];
  }

  stop(): void {
    this.process?.kill();
    for (const rule of this.rules) ask("iptables", ["-w", "-D", "DOCKER-USER", ...rule]);
    ask("iptables", ["-w", "-t", "nat", "-D", ...this.masquerade]);
    ask("ip", ["netns", "delete", space]);
    rmSync(this.folder, { recursive: true, force: true });
  }
}

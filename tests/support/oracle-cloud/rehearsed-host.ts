import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { baseImagesDir } from "../../../cli/paths";
import { subnet } from "../../../infra/targets/rehearsal/addresses";
import { isolation } from "../../../infra/targets/rehearsal/isolation";
import { seccompProfile } from "../../../infra/targets/rehearsal/seccomp";
import { siteAddress } from "../../../infra/targets/site-address";
import { rehearsalImage } from "../rehearsal/image";
import { ask } from "../rehearsal/run";
import type { HostedInstance, HostedNetwork, InstanceHost } from "./instance-host";

/** A way from outside to the server: a public address and port, the edge's own port for it, and whom it lets in to where. */
interface Way {
  readonly publicIp: string;
  readonly port: number;
  readonly arrives: number;
  readonly target: string;
  readonly source: string;
}

/**
 * Every public address with every open TCP port. The edge tells public addresses apart by its own ports; what comes for the one
 * on the secondary private address goes there, and is lost where the server has not configured it, as at Oracle. Rules
 * without a port (all of TCP) are not modelled.
 */
function waysIn({ addresses, ingress }: HostedNetwork): Way[] {
  const open = ingress.filter((rule) => rule["protocol"] === "6" && rule["tcpOptions"]);
  return addresses.flatMap(({ publicIp, privateIp }) => {
    const [inside, offset] = privateIp === siteAddress ? [siteAddress, 10_000] : [subnet.server, 0];
    return open.map((rule) => {
      const port = Number(rule["tcpOptions"].destinationPortRange.min);
      return { publicIp, port, arrives: port + offset, target: `${inside}:${port}`, source: String(rule["source"]) };
    });
  });
}

/** One line a rule, as the edge's script reads them. */
export function edgeLines(network: HostedNetwork): string[] {
  const icmp = network.ingress.flatMap((rule) => {
    const { type, code } = rule["icmpOptions"] ?? {};
    return rule["protocol"] === "1" && type !== undefined ? [`icmp ${type}/${code} ${rule["source"]}`] : [];
  });
  return [...waysIn(network).map((way) => `tcp ${way.arrives} ${way.source} ${way.target}`), ...icmp];
}

/** `-p` values of the edge. */
export function published(network: HostedNetwork): string[] {
  return [...new Set(waysIn(network).map((way) => `${way.publicIp}:${way.port}:${way.arrives}`))];
}

/**
 * Plays instances by containers of the rehearsal's images: each boots the user-data from its metadata, behind an edge that
 * follows security list and addresses on loopback addresses of its own (`127.0.<net>.x`).
 *
 * Not modelled: the primary private address (it is 10.0.0.2 on every machine), two machines on one wire, shapes other than by
 * memory, OCPUs.
 */
export class RehearsedHost implements InstanceHost {
  private next = 1;
  private wires = 1;
  private readonly edges = new Map<string, string>();

  /**
   * @param label of everything made, `freehold=<label>`
   * @param net third number of the loopback addresses
   */
  constructor(
    private readonly label: string,
    private readonly net: number,
  ) {}

  private readonly name = (id: string, part = "") => `${this.label}-${id.split(".").pop()}${part}`;
  private readonly address = () => `127.0.${this.net}.${this.next++}`;
  private readonly labelled = () => ["--label", `freehold=${this.label}`];

  reserve = async () => this.address();

  async launch(instance: HostedInstance): Promise<string> {
    const name = this.name(instance.id);
    // Docker's next free block may be the one its engine inside the machine gives its own bridge: answers would stay there.
    ask("docker", ["network", "create", ...this.labelled(), "--subnet", `198.18.${this.wires++}.0/24`, name]);
    this.startLinkLocal(instance, name);
    ask("docker", ["volume", "create", ...this.labelled(), name]);
    // On the command line the profile is a file, which is read once.
    const profile = join(mkdtempSync(join(tmpdir(), "freehold-seccomp-")), "profile.json");
    writeFileSync(profile, seccompProfile);
    ask("docker", ["create", ...this.machineOptions(instance, name, profile), rehearsalImage("machine")]);
    rmSync(dirname(profile), { recursive: true });
    this.upload(name, "/var/lib/cloud/seed/nocloud", {
      "user-data": Buffer.from(instance.metadata["user_data"], "base64"),
      "meta-data": `instance-id: ${instance.id}\nlocal-hostname: server\n`,
    });
    ask("docker", ["start", name]);
    return this.address();
  }

  private startLinkLocal(instance: HostedInstance, name: string): void {
    const caps = ["NET_ADMIN", "NET_BIND_SERVICE", "SETUID", "SETGID", "CHOWN", "DAC_OVERRIDE"];
    const options = ["--name", `${name}-link-local`, "--network", name, "--cap-drop", "ALL", ...this.labelled()];
    const adds = caps.flatMap((cap) => ["--cap-add", cap]);
    ask("docker", ["create", ...options, ...adds, rehearsalImage("link-local")]);
    this.upload(`${name}-link-local`, "/srv/metadata/opc/v2/instance/metadata", {
      user_data: instance.metadata["user_data"],
    });
    ask("docker", ["start", `${name}-link-local`]);
  }

  /** The options of infra/targets/rehearsal/machine.ts, on the command line. */
  private machineOptions(instance: HostedInstance, name: string, profile: string): string[] {
    const memory = `${instance.memoryGb}g`;
    const { capabilities, cgroupnsMode, securityOpts } = isolation;
    const added = capabilities.adds.flatMap((capability) => ["--cap-add", capability]);
    const dropped = capabilities.drops.flatMap((capability) => ["--cap-drop", capability]);
    const security = securityOpts.map((option) => (option.startsWith("seccomp=") ? `seccomp=${profile}` : option));
    return [
      ...["--name", name, "--hostname", "server", "--network", name, ...this.labelled()],
      ...[...added, ...dropped, ...security.flatMap((option) => ["--security-opt", option])],
      ...["--cgroupns", cgroupnsMode, "--tmpfs", "/run", "--tmpfs", "/tmp"],
      ...["--memory", memory, "--memory-swap", memory, "--restart", "unless-stopped", "--stop-timeout", "30"],
      ...[
        "-e",
        `REHEARSAL_ADDRESS=${subnet.server}`,
        "-e",
        `REHEARSAL_GATEWAY=${subnet.gateway}`,
        "-e",
        "container=docker",
      ],
      ...["-v", `${name}:/var/lib/docker`],
      ...(existsSync(baseImagesDir) ? ["-v", `${baseImagesDir}:/opt/base-images:ro`] : []),
    ];
  }

  private upload(container: string, folder: string, files: Record<string, string | Buffer>): void {
    const local = mkdtempSync(join(tmpdir(), "freehold-upload-"));
    // From the root, because `docker cp` makes no parent folders.
    mkdirSync(join(local, folder), { recursive: true });
    for (const [file, content] of Object.entries(files)) writeFileSync(join(local, folder, file), content);
    ask("docker", ["cp", `${local}/.`, `${container}:/`]);
    rmSync(local, { recursive: true, force: true });
  }

  async network(id: string, network: HostedNetwork): Promise<void> {
    const name = this.name(id);
    const ports = published(network);
    const rules = edgeLines(network).join("\n");
    const wanted = JSON.stringify([ports, rules]);
    if (this.edges.get(id) === wanted) return;
    this.remove("container", `${name}-edge`);
    this.edges.set(id, wanted);
    if (ports.length === 0) return;
    ask("docker", [
      ...["run", "-d", "--init", "--name", `${name}-edge`, "--network", name, ...this.labelled()],
      ...["--cap-drop", "ALL", "--cap-add", "NET_ADMIN", "--cap-add", "NET_RAW", "--sysctl", "net.ipv4.ip_forward=1"],
      ...["--sysctl", "net.ipv4.conf.all.send_redirects=0", "--sysctl", "net.ipv4.conf.default.send_redirects=0"],
      ...["-e", `EDGE_RULES=${rules}`, "-e", `EDGE_GATEWAY=${subnet.gateway}`, "-e", `EDGE_SERVER=${subnet.server}`],
      ...["-e", `EDGE_SITE=${siteAddress}`],
      ...ports.flatMap((port) => ["-p", port]),
      rehearsalImage("edge"),
    ]);
  }

  async terminate(id: string): Promise<void> {
    const name = this.name(id);
    for (const container of [`${name}-edge`, name, `${name}-link-local`]) this.remove("container", container);
    this.remove("volume", name);
    this.remove("network", name);
    this.edges.delete(id);
  }

  private remove(kind: "container" | "volume" | "network", name: string): void {
    const filter = ["--filter", `name=^${name}$`, "--filter", `label=freehold=${this.label}`];
    const there = ask("docker", [kind, "ls", ...(kind === "container" ? ["-a"] : []), "-q", ...filter]);
    if (there !== "") ask("docker", [kind, "rm", ...(kind === "network" ? [] : ["-f"]), name]);
  }
}

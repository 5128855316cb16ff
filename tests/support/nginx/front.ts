import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, type Server } from "node:http";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { load } from "js-yaml";
import { ask as command, until } from "../rehearsal/run";
import { type Address, type Answer, type AskOptions, ask } from "./raw";

const root = resolve(__dirname, "../../..");
const nginx = join(root, "nginx");

/** What compose.yaml gives nginx: its memory, as Docker writes it, and the bytes of its /tmp. */
export function stackLimits(): { memory: string; temporary: number } {
  const text = readFileSync(join(root, "compose.yaml"), "utf8");
  const { nginx: service } = (load(text) as { services: Record<string, NginxService> }).services;
  const size = service?.volumes.find(({ type }) => type === "tmpfs")?.tmpfs?.size;
  if (service === undefined || size === undefined) throw new Error("compose.yaml: services.nginx has no tmpfs");
  return { memory: service.deploy.resources.limits.memory, temporary: size };
}

interface NginxService {
  readonly volumes: readonly { readonly type: string; readonly tmpfs?: { readonly size: number } }[];
  readonly deploy: { readonly resources: { readonly limits: { readonly memory: string } } };
}

/** What reached the app. */
export interface Seen {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

export interface Reply {
  readonly status?: number;
  readonly headers?: Record<string, string>;
  readonly body?: string;
}

/** A page as the blog sends it, but kept for a minute, so that no test depends on when a second ends. */
export const page: Reply = {
  headers: {
    "Content-Type": "text/html; charset=utf-8",
    "Cache-Control": "public, max-age=0, s-maxage=60, stale-if-error=3600",
    ETag: '"abc"',
    "Content-Security-Policy": "default-src 'none'; style-src 'self'",
  },
  body: `<!doctype html>${"a page ".repeat(200)}</html>`,
};

/**
 * nginx's own image and configuration in one container, started as the stack starts it, with a stand-in for the app that
 * this process plays over a Unix socket. Not modelled: Swarm's DNS, two tasks, the server's network.
 */
export class Front {
  readonly seen: Seen[] = [];
  reply: (request: Seen) => Reply = () => page;

  private constructor(
    readonly name: string,
    readonly folder: string,
    private readonly app: Server,
  ) {}

  /**
   * @param subnet of the network that the requests come from: its first address is the client's. Private by default, which
   *   limits.conf does not limit.
   * @param more a file for conf.d beside the real ones
   */
  static async start(name: string, subnet = "10.213.77.0/28", more = ""): Promise<Front> {
    const folder = mkdtempSync(join(tmpdir(), "freehold-nginx-"));
    const app = createServer();
    const front = new Front(`freehold-nginx-${name}`, folder, app);
    await front.prepare(more);
    app.on("request", (request, response) => {
      const chunks: Buffer[] = [];
      request.on("data", (chunk: Buffer) => chunks.push(chunk));
      request.on("end", () => {
        const { method = "", url: path = "", headers } = request;
        const seen = { method, path, headers, body: Buffer.concat(chunks).toString("latin1") };
        front.seen.push(seen);
        const { status = 200, headers: own = {}, body = "" } = front.reply(seen);
        response.writeHead(status, { "Content-Length": Buffer.byteLength(body), ...own }).end(body);
      });
    });
    front.run(subnet);
    await until("nginx", 30, () => front.ask("/").catch(() => undefined));
    front.seen.length = 0;
    return front;
  }

  private async prepare(more: string): Promise<void> {
    const conf = join(this.folder, "conf");
    cpSync(join(nginx, "conf"), conf, { recursive: true });
    const way = readFileSync(join(conf, "app.inc"), "utf8");
    const changed = way.replace("set $app http://app:8000;", "set $app http://unix:/stub/app.sock:;");
    if (changed === way) throw new Error("app.inc does not name the app as this stand-in expects");
    writeFileSync(join(conf, "app.inc"), changed);
    writeFileSync(join(conf, "zz-test.conf"), more);
    mkdirSync(join(this.folder, "stub"));
    mkdirSync(join(this.folder, "www"));
    writeFileSync(join(this.folder, "www/release.json"), '{"release":"1"}\n');
    const socket = join(this.folder, "stub/app.sock");
    await new Promise<void>((done) => this.app.listen(socket, done));
    command("chmod", ["-R", "a+rX", this.folder]);
    // nginx runs as another user.
    chmodSync(socket, 0o777);
  }

  private run(subnet: string): void {
    command("docker", ["build", "-q", "-t", "freehold/nginx:test", nginx]);
    command("docker", ["network", "create", "--subnet", subnet, this.name]);
    const mounts = ["conf:/etc/nginx/conf.d", "stub:/stub", "www:/srv/www"];
    const { memory, temporary } = stackLimits();
    const limits = ["--read-only", "--cap-drop", "ALL", "--user", "33:33", "--tmpfs", `/tmp:size=${temporary}`];
    const volumes = mounts.flatMap((mount) => ["-v", `${this.folder}/${mount}:ro`]);
    const network = ["--network", this.name, "-p", "127.0.0.1::8080"];
    const all = [...limits, "-m", memory, ...network, ...volumes];
    command("docker", ["run", "-d", "--name", this.name, ...all, "freehold/nginx:test"]);
  }

  get address(): Address {
    const [host = "", port] = command("docker", ["port", this.name, "8080/tcp"]).split("\n")[0]?.split(":") ?? [];
    return { host, port: Number(port) };
  }

  ask(path: string, options: AskOptions = {}): Promise<Answer> {
    return ask(this.address, path, options);
  }

  /** How many requests reached the app while `work` ran. */
  async reached(work: () => Promise<unknown>): Promise<number> {
    const before = this.seen.length;
    await work();
    return this.seen.length - before;
  }

  /** nginx's lines so far; the access log's are JSON. */
  log(): { access: Record<string, unknown>[]; error: string[] } {
    const out = command("bash", ["-c", `docker logs ${this.name} 2>&1`])
      .split("\n")
      .filter(Boolean);
    const access = out.filter((line) => line.startsWith("{"));
    return { access: access.map((line) => JSON.parse(line)), error: out.filter((line) => !line.startsWith("{")) };
  }

  async stop(): Promise<void> {
    command("docker", ["rm", "-f", "-v", this.name]);
    command("docker", ["network", "rm", this.name]);
    this.app.closeAllConnections();
    await new Promise((done) => this.app.close(done));
    rmSync(this.folder, { recursive: true, force: true });
  }
}

import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
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
  /** Which of the two tasks: 0 or 1. */
  readonly task: number;
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

export interface Reply {
  readonly status?: number;
  /** A list is sent as that many lines. */
  readonly headers?: Record<string, string | readonly string[]>;
  readonly body?: string | Buffer;
  /** How long the app takes, in milliseconds. */
  readonly after?: number;
  /** The task closes the connection without an answer. */
  readonly dies?: boolean;
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
 * nginx's own image and configuration in one container, started as the stack starts it, with a stand-in for the app's two tasks
 * that this process plays over Unix sockets. Not modelled: Swarm's DNS, the server's network and its firewall.
 */
export class Front {
  readonly seen: Seen[] = [];
  reply: (request: Seen) => Reply = () => page;
  private readonly tasks: Server[] = [];
  private published: Address | undefined;

  private constructor(
    readonly name: string,
    readonly folder: string,
  ) {}

  /**
   * @param subnet of the network that the requests come from: its first address is the client's. Private by default, which
   *   limits.conf does not limit.
   * @param more a file for conf.d beside the real ones
   */
  static async start(name: string, subnet = "10.213.77.0/28", more = ""): Promise<Front> {
    const front = new Front(`freehold-nginx-${name}`, mkdtempSync(join(tmpdir(), "freehold-nginx-")));
    await front.prepare(more);
    front.run(subnet);
    await until("nginx", 30, () => front.ask("/").catch(() => undefined));
    front.seen.length = 0;
    return front;
  }

  private async prepare(more: string): Promise<void> {
    const conf = join(this.folder, "conf");
    cpSync(join(nginx, "conf"), conf, { recursive: true });
    const way = readFileSync(join(conf, "app.inc"), "utf8");
    const changed = way.replace("set $app http://app:8000;", "set $app http://tasks;");
    if (changed === way) throw new Error("app.inc does not name the app as this stand-in expects");
    writeFileSync(join(conf, "app.inc"), changed);
    const servers = [0, 1].map((task) => `server unix:/stub/${task}.sock max_fails=0;`);
    writeFileSync(join(conf, "zz-test.conf"), `upstream tasks { ${servers.join(" ")} }\n${more}`);
    mkdirSync(join(this.folder, "stub"));
    mkdirSync(join(this.folder, "www"));
    writeFileSync(join(this.folder, "www/release.json"), '{"release":"1"}\n');
    for (const task of [0, 1]) await this.startTask(task);
    command("chmod", ["-R", "a+rX", this.folder]);
    // nginx runs as another user.
    for (const task of [0, 1]) chmodSync(join(this.folder, `stub/${task}.sock`), 0o777);
  }

  private async startTask(task: number): Promise<void> {
    const app = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on("data", (chunk: Buffer) => chunks.push(chunk));
      request.on("end", () => this.answer(task, request, Buffer.concat(chunks).toString("latin1"), response));
    });
    this.tasks.push(app);
    await new Promise<void>((done) => app.listen(join(this.folder, `stub/${task}.sock`), 4096, done));
  }

  private answer(task: number, request: IncomingMessage, body: string, response: ServerResponse): void {
    const { method = "", url: path = "", headers } = request;
    const seen = { task, method, path, headers, body };
    this.seen.push(seen);
    const { status = 200, headers: own = {}, body: text = "", after = 0, dies = false } = this.reply(seen);
    const send = () => {
      if (dies) return request.socket.destroy();
      const length = own["Transfer-Encoding"] ? {} : { "Content-Length": String(Buffer.byteLength(text)) };
      const all = Object.entries({ ...length, ...own });
      return response
        .writeHead(
          status,
          all.flatMap(([name, value]) => [value].flat().flatMap((v) => [name, v])),
        )
        .end(text);
    };
    if (after > 0) setTimeout(send, after);
    else send();
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
    if (this.published === undefined) {
      const [host = "", port] = command("docker", ["port", this.name, "8080/tcp"]).split("\n")[0]?.split(":") ?? [];
      this.published = { host, port: Number(port) };
    }
    return this.published;
  }

  /** nginx as another container reaches it: past Docker's proxy, which buffers. */
  get direct(): Address {
    const format = `{{(index .NetworkSettings.Networks "${this.name}").IPAddress}}`;
    return { host: command("docker", ["inspect", "--format", format, this.name]), port: 8080 };
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
    for (const task of this.tasks) {
      task.closeAllConnections();
      await new Promise((done) => task.close(done));
    }
    rmSync(this.folder, { recursive: true, force: true });
  }
}

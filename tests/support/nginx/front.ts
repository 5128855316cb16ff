import { execFileSync } from "node:child_process";
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { load } from "js-yaml";
import { ask as command, run, succeeded, until } from "../rehearsal/run";
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

/** A certificate and what the server writes for it (server/certificate/nginx.py). */
function makeTls(folder: string): void {
  const pair = join(folder, "pair.pem");
  const subject = ["-subj", "/CN=blog.test", "-addext", "subjectAltName=DNS:blog.test", "-days", "30"];
  const key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
  command("openssl", ["req", "-x509", ...key, ...subject, "-keyout", pair, "-out", `${pair}.crt`]);
  writeFileSync(pair, readFileSync(pair, "utf8") + readFileSync(`${pair}.crt`, "utf8"));
  writeFileSync(
    join(folder, "https.conf"),
    `server {
  listen 8443 ssl default_server;
  http2 on;
  server_name blog.test;
  ssl_certificate /etc/nginx/tls.d/pair.pem;
  ssl_certificate_key /etc/nginx/tls.d/pair.pem;
  include /etc/nginx/conf.d/site.inc;
}
`,
  );
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
  /** How many answers the app is sending at this moment. */
  answering = 0;
  private readonly tasks: Server[] = [];
  private readonly networks: string[] = [];
  private published: Address | undefined;

  private constructor(
    readonly name: string,
    readonly folder: string,
  ) {}

  /**
   * @param subnet of the network that the requests come from: its first address is the client's. Private by default, which
   *   limits.conf does not limit.
   * @param more a file for conf.d beside the real ones; whether HTTPS is there, too, as blog.test; a folder with `content`,
   *   as a server has it for a release (support/nginx/content.ts)
   */
  static async start(
    name: string,
    subnet = "10.213.77.0/28",
    { more = "", tls = false, content }: { more?: string; tls?: boolean; content?: string } = {},
  ): Promise<Front> {
    const front = new Front(`freehold-nginx-${name}`, mkdtempSync(join(tmpdir(), "freehold-nginx-")));
    try {
      await front.prepare(more, tls);
      front.startContainer(subnet, content);
      await until("nginx", 30, () => front.ask("/").catch(() => undefined));
    } catch (error) {
      const said = await run("docker", ["logs", front.name]);
      await front.stop();
      throw new Error(`${String(error)}\nnginx said: ${said.output}`);
    }
    front.seen.length = 0;
    return front;
  }

  private async prepare(more: string, tls: boolean): Promise<void> {
    const conf = join(this.folder, "conf");
    cpSync(join(nginx, "conf"), conf, { recursive: true });
    const way = readFileSync(join(conf, "app.inc"), "utf8");
    const changed = way.replace("set $app http://app:8000;", "set $app http://tasks;");
    if (changed === way) throw new Error("app.inc does not name the app as this stand-in expects");
    writeFileSync(join(conf, "app.inc"), changed);
    const servers = [0, 1].map((task) => `server unix:/stub/${task}.sock max_fails=0;`);
    writeFileSync(join(conf, "zz-test.conf"), `upstream tasks { ${servers.join(" ")} }\n${more}`);
    mkdirSync(join(this.folder, "tls"));
    if (tls) makeTls(join(this.folder, "tls"));
    mkdirSync(join(this.folder, "stub"));
    mkdirSync(join(this.folder, "www"));
    writeFileSync(join(this.folder, "www/release.json"), '{"release":"1"}\n');
    for (const task of [0, 1]) await this.startTask(task);
    command("chmod", ["-R", "a+rX", this.folder]);
    // nginx runs as another user.
    for (const task of [0, 1]) chmodSync(join(this.folder, `stub/${task}.sock`), 0o777);
  }

  private async startTask(task: number): Promise<void> {
    // Else Node refuses what Gunicorn would refuse, and nothing would be seen of it.
    const app = createServer({ insecureHTTPParser: true }, (request, response) => {
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
    this.answering++;
    response.on("close", () => this.answering--);
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

  private startContainer(subnet: string, content: string | undefined): void {
    command("docker", ["build", "-q", "-t", "freehold/nginx:test", nginx]);
    command("docker", ["network", "create", "--subnet", subnet, this.name]);
    const mounts = ["conf:/etc/nginx/conf.d", "tls:/etc/nginx/tls.d", "stub:/stub", "www:/srv/www"];
    const { memory, temporary } = stackLimits();
    const limits = ["--read-only", "--cap-drop", "ALL", "--user", "33:33", "--tmpfs", `/tmp:size=${temporary}`];
    const released = content ? [`${content}/content:/srv/content`] : [];
    const places = [...mounts.map((mount) => `${this.folder}/${mount}`), ...released];
    const volumes = places.flatMap((place) => ["-v", `${place}:ro`]);
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

  /** Connects one more network; requests to the address that this gives come from that network's first address. */
  join(subnet: string): Address {
    const name = `${this.name}-${this.networks.length}`;
    command("docker", ["network", "create", "--subnet", subnet, name]);
    this.networks.push(name);
    command("docker", ["network", "connect", name, this.name]);
    const format = `{{(index .NetworkSettings.Networks "${name}").IPAddress}}`;
    return { host: command("docker", ["inspect", "--format", format, this.name]), port: 8080 };
  }

  private async exec(...command: string[]): Promise<string> {
    return succeeded(await run("docker", ["exec", this.name, ...command])).output;
  }

  async reload(): Promise<void> {
    await this.exec("nginx", "-s", "reload");
  }

  /** How many worker processes there are: two while an old one finishes what it began. */
  async workers(): Promise<number> {
    const { output } = await run("docker", ["top", this.name, "-eo", "pid,args"]);
    return output.match(/nginx: worker process/g)?.length ?? 0;
  }

  /**
   * The container's memory in bytes (cgroup v1 or v2): what its processes and /tmp have, which the kernel cannot take back, and the
   * most that was counted, page cache included. And how often the kernel killed in it.
   */
  async memory(): Promise<{ used: number; peak: number; limit: number; kills: number }> {
    const v1 =
      "cd memory && cat memory.stat memory.oom_control && tail memory.max_usage_in_bytes memory.limit_in_bytes";
    const v2 = "cat memory.stat memory.events && tail memory.peak memory.max";
    const text = await this.exec("bash", "-c", `cd /sys/fs/cgroup; if [ -e memory ]; then ${v1}; else ${v2}; fi`);
    const sum = (...names: string[]) =>
      names.reduce((total, name) => total + Number(new RegExp(`^${name} (\\d+)$`, "m").exec(text)?.[1] ?? 0), 0);
    const [peak, limit] = [...text.matchAll(/^(\d+)$/gm)].map(([, bytes]) => Number(bytes));
    const used = sum("total_rss", "total_shmem", "anon", "shmem", "kernel", "sock");
    return { used, peak: peak ?? Number.NaN, limit: limit ?? Number.NaN, kills: sum("oom_kill") };
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
    const options = { encoding: "utf8", maxBuffer: 256 * 1024 * 1024 } as const;
    const out = execFileSync("bash", ["-c", `docker logs ${this.name} 2>&1`], options)
      .split("\n")
      .filter(Boolean);
    const access = out.filter((line) => line.startsWith("{"));
    return { access: access.map((line) => JSON.parse(line)), error: out.filter((line) => !line.startsWith("{")) };
  }

  /** A task goes: nobody listens there any more. */
  async stopTask(task: 0 | 1): Promise<void> {
    const server = this.tasks[task];
    server?.closeAllConnections();
    await new Promise((done) => server?.close(done));
  }

  async stop(): Promise<void> {
    // A start that failed may have left only some of it.
    await run("docker", ["rm", "-f", "-v", this.name]);
    for (const network of [this.name, ...this.networks]) await run("docker", ["network", "rm", network]);
    for (const task of [0, 1] as const) await this.stopTask(task);
    rmSync(this.folder, { recursive: true, force: true });
  }
}

import { spawn } from "node:child_process";
import { connect, type Socket } from "node:net";
import { createInterface } from "node:readline";
import { connect as connectTls } from "node:tls";
import type { Address } from "./raw";

const line = "GET / HTTP/1.1\r\nHost: blog.test\r\n";
/** As much as nginx reads of a header before it refuses it, in the way that costs it most: many lines, and no end. */
const header = `${line}${"a:\n".repeat(58)}X: ${"a".repeat(3900)}\r\nY: ${"a".repeat(3700)}`;
/** The longest header that Freehold once accepted. */
const tooLong = `${line}${Array.from({ length: 4 }, (_, i) => `X${i}: ${"a".repeat(3800)}\r\n`).join("")}`.slice(
  0,
  15_500,
);
const body = `POST / HTTP/1.1\r\nHost: blog.test\r\nContent-Length: 65000\r\n\r\n${"x".repeat(64_000)}`;
const slow = (more: string) => `GET /static/data.csv HTTP/1.1\r\nHost: blog.test\r\n${more}\r\n`;

const kinds = {
  header: { bytes: header },
  "header by TLS": { bytes: header, tls: true },
  "header that is too long": { bytes: tooLong },
  body: { bytes: body },
  "slow reader": { bytes: slow("") },
  "slow reader by TLS": { bytes: slow(""), tls: true },
  "slow reader, packed": { bytes: slow("Accept-Encoding: gzip\r\n") },
} satisfies Record<string, { readonly bytes: string; readonly tls?: boolean }>;

/** So many connections of a kind to one of nginx' addresses; HTTPS is 363 ports further. */
export interface Group {
  readonly to: Address;
  readonly kind: keyof typeof kinds;
  readonly count: number;
}

export interface Crowd {
  /** How many connections are there at this moment. */
  held(): Promise<number>;
  leave(): Promise<void>;
}

/**
 * Opens all connections at once, in a process of their own, so that the test and its app are not held up. They send what they have
 * and then do nothing more: they neither read nor close. Resolves when each has sent its bytes or was refused.
 */
export async function startCrowd(groups: readonly Group[]): Promise<Crowd> {
  const child = spawn(process.execPath, ["--import", "tsx", __filename, JSON.stringify(groups)], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const held = async () => Number((await lines.next()).value);
  const ended = new Promise<void>((done) => child.on("close", () => done()));
  await held();
  return {
    held() {
      child.stdin.write("\n");
      return held();
    },
    leave() {
      child.stdin.end();
      return ended;
    },
  };
}

class Connections {
  private readonly sockets: Socket[] = [];
  private lost = 0;

  async open(groups: readonly Group[]): Promise<void> {
    await Promise.all(groups.flatMap((group) => Array.from({ length: group.count }, () => this.one(group))));
  }

  private one({ to: { host, port }, kind }: Group): Promise<void> {
    return new Promise((done) => {
      const { bytes, tls = false }: { bytes: string; tls?: boolean } = kinds[kind];
      const socket = tls
        ? connectTls({ host, port: port + 363, servername: "blog.test", rejectUnauthorized: false })
        : connect({ host, port });
      this.sockets.push(socket);
      socket.pause();
      socket.on(tls ? "secureConnect" : "connect", () => socket.write(bytes, () => done()));
      socket.on("error", () => done());
      socket.on("close", () => {
        this.lost++;
        done();
      });
    });
  }

  get held(): number {
    return this.sockets.length - this.lost;
  }
}

if (require.main === module) {
  const connections = new Connections();
  const say = () => console.log(connections.held);
  connections.open(JSON.parse(process.argv[2] ?? "[]") as Group[]).then(say);
  process.stdin.on("data", say);
  process.stdin.on("end", () => process.exit());
}

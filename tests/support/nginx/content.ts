import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { deflateSync } from "node:zlib";
import { root } from "../../../cli/paths";
import { ensureTestPython } from "../../../cli/testing/test-python";

const head = (title: string) => `---\ntitle: ${title}\ndate: 2026-01-02\nsummary: S\n---\n\n`;
const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 20">${'<circle r="3"/>'.repeat(60)}</svg>`;
const figure = '<!doctype html><meta charset="utf-8"><title>F</title><script>document.title = "run"</script>';

/** The smallest PNG: one grey pixel. */
function png(): Buffer {
  const chunk = (type: string, data: Buffer) => {
    const body = Buffer.concat([Buffer.from(type), data]);
    const [length, crc] = [Buffer.alloc(4), Buffer.alloc(4)];
    length.writeUInt32BE(data.length);
    crc.writeUInt32BE(crc32(body));
    return Buffer.concat([length, body, crc]);
  };
  const header = Buffer.from([0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 0]);
  const signature = Buffer.from("89504e470d0a1a0a", "hex");
  return Buffer.concat([
    signature,
    chunk("IHDR", header),
    chunk("IDAT", deflateSync(Buffer.from([0, 128]))),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

function crc32(bytes: Buffer): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return (crc ^ 0xffffffff) >>> 0;
}

/** Beside the posts: a file of every way in which one may be served. */
export const besides: Record<string, string | Buffer> = {
  "dot.svg": svg,
  "dot.png": png(),
  "notes.txt": "text\n",
  "data.csv": "a,b\n1,2\n".repeat(100),
  "two words.csv": "a\n",
  "Größe.csv": "a\n",
  "data.csv.gz": "\x1f\x8bnot that of data.csv",
  "run.py": "print(1)\n",
  "figure.html": figure,
};

const posts: Record<string, string> = {
  "first.md": `${head("First")}Text.\n\n![A dot](dot.svg)\n\n${"A long paragraph. ".repeat(100)}\n`,
  "star.md": `${head("Star").replace("summary: S", "summary: S\naliases: /old/star.html")}Short.\n`,
};

/** Rendered releases and what a server says of them to nginx. */
export class Content {
  readonly folder = mkdtempSync(join(tmpdir(), "freehold-content-"));
  readonly app = join(this.folder, "app");
  private python = "";

  /** An app with two posts in place of its own. */
  static async make(): Promise<Content> {
    const content = new Content();
    content.python = await ensureTestPython();
    for (const name of ["blog", "content", "pages", "rendering", "site.toml", "static", "templates"])
      cpSync(join(root, "app", name), join(content.app, name), { recursive: true });
    for (const name of ["posts", "../content/none/site"]) mkdirSync(join(content.app, name), { recursive: true });
    for (const [name, body] of Object.entries({ ...besides, ...posts })) content.write(`posts/${name}`, body);
    return content;
  }

  write(name: string, body: string | Buffer): void {
    writeFileSync(join(this.app, name), body);
  }

  /** Renders what there is as the release `key`. */
  render(key: string): void {
    const env = { ...process.env, FREEHOLD_URL: "https://blog.test" };
    const out = join(this.folder, "content", key);
    execFileSync(this.python, ["-m", "rendering", out, "--release"], { cwd: this.app, env, stdio: "pipe" });
    execFileSync("chmod", ["-R", "a+rX", this.folder]);
  }

  /** Points to the release and to the one before it, as a server does. */
  show(key: string, before = "none"): void {
    for (const [name, target] of [
      ["live", key],
      ["before", before],
    ] as const) {
      const link = join(this.folder, "content", name);
      symlinkSync(target, `${link}.new`);
      renameSync(`${link}.new`, link);
    }
  }

  /** What the app answers, with all releases in its reach: status, headers in small letters, body as latin1. */
  asked(requests: readonly Asked[]): Told[] {
    const script = `
import json, sys
from pathlib import Path
from blog.web import create_blog_app
client = create_blog_app(Path("none"), "", "0123456789ab", released=Path(sys.argv[1])).test_client()
answers = []
for asked in json.load(sys.stdin):
    one = client.open(asked["path"], method=asked.get("method", "GET"), headers=asked.get("headers", {}))
    headers = {name.lower(): value for name, value in one.headers}
    answers.append({"status": one.status_code, "headers": headers, "body": one.data.decode("latin1")})
print(json.dumps(answers))`;
    const args = ["-c", script, join(this.folder, "content")];
    const options = { cwd: this.app, input: JSON.stringify(requests), encoding: "utf8", maxBuffer: 1e8 } as const;
    return JSON.parse(execFileSync(this.python, args, options)) as Told[];
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

export interface Asked {
  readonly path: string;
  readonly method?: string;
  readonly headers?: Record<string, string>;
}

export interface Told {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body: string;
}

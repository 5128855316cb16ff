import { UserError } from "../../infra/user-error";

/**
 * The one kind of tar that a backup is: plain files, names of at most 100 bytes, no extensions. Any `tar` reads it; this reads nothing
 * else, so links, paths of extended headers, sparse files and compression do not exist here.
 */
const block = 512;

export interface Header {
  readonly name: string;
  /** In bytes. */
  readonly size: number;
}

const damaged = (what: string) =>
  new UserError(`FH-BACKUP-DAMAGED: the backup is truncated or was changed: ${what}. Take another one`);

const octal = (value: number, length: number) => `${value.toString(8).padStart(length - 1, "0")}\0`;

function checksum(header: Buffer): number {
  return header.reduce((sum, byte, at) => sum + (at >= 148 && at < 156 ? 0x20 : byte), 0);
}

/** Returns a file's header block. Mode 0600, owner root, no time. Pure. */
export function headerOf({ name, size }: Header): Buffer {
  const header = Buffer.alloc(block);
  header.write(name, 0, 100, "latin1");
  header.write(octal(0o600, 8), 100);
  for (const at of [108, 116]) header.write(octal(0, 8), at);
  header.write(octal(size, 12), 124);
  header.write(octal(0, 12), 136);
  header.write("0", 156);
  header.write("ustar\x0000", 257);
  header.write(octal(checksum(header), 7), 148);
  header.write(" ", 155);
  return header;
}

const zeroTerminated = (bytes: Buffer) => bytes.toString("latin1").split("\0", 1)[0] ?? "";

/**
 * Reads a header block. Returns undefined for the zeros of an archive's end. Pure.
 * @throws UserError FH-BACKUP-DAMAGED for anything but a plain file
 */
export function parseHeader(header: Buffer): Header | undefined {
  if (header.every((byte) => byte === 0)) return undefined;
  const size = zeroTerminated(header.subarray(124, 136)).trim();
  const sum = Number.parseInt(zeroTerminated(header.subarray(148, 156)).trim(), 8);
  const plain = header[156] === 0x30 && header.toString("latin1", 257, 262) === "ustar" && header[345] === 0;
  if (!plain || sum !== checksum(header) || !/^[0-7]{1,11}$/.test(size)) throw damaged("an entry is no plain file");
  return { name: zeroTerminated(header.subarray(0, 100)), size: Number.parseInt(size, 8) };
}

/** Bytes that follow a file of that size, up to the next block. */
export const padding = (size: number) => (block - (size % block)) % block;

/** The end of an archive. */
export const archiveEnd = Buffer.alloc(2 * block);

/** Reads exact amounts from a stream of chunks, and holds no more than one chunk. */
export class Source {
  private rest: Buffer = Buffer.alloc(0);
  private readonly chunks: AsyncIterator<Uint8Array>;

  constructor(chunks: AsyncIterable<Uint8Array>) {
    this.chunks = chunks[Symbol.asyncIterator]();
  }

  /** Returns the next chunk of at most `most` bytes; undefined at the end. */
  private async some(most: number): Promise<Buffer | undefined> {
    while (this.rest.length === 0) {
      const { done, value } = await this.chunks.next();
      if (done) return undefined;
      this.rest = Buffer.from(value.buffer, value.byteOffset, value.byteLength);
    }
    const taken = this.rest.subarray(0, most);
    this.rest = this.rest.subarray(taken.length);
    return taken;
  }

  /** @throws UserError FH-BACKUP-DAMAGED where less comes */
  async *pass(count: number): AsyncGenerator<Buffer> {
    for (let left = count; left > 0; ) {
      const taken = await this.some(left);
      if (taken === undefined) throw damaged("it ends too early");
      left -= taken.length;
      yield taken;
    }
  }

  /** For a few kilobytes. */
  async exactly(count: number): Promise<Buffer> {
    const parts: Buffer[] = [];
    for await (const part of this.pass(count)) parts.push(part);
    return Buffer.concat(parts);
  }

  /** Returns the next file's header, which must have this name. */
  async header(name: string): Promise<Header> {
    const found = parseHeader(await this.exactly(block));
    if (found?.name !== name) throw damaged(`expected ${name}, found ${found?.name ?? "its end"}`);
    return found;
  }

  /** Makes sure that the archive ends here, and the stream with it: an encrypted one is whole only then. */
  async end(): Promise<void> {
    if ((await this.exactly(archiveEnd.length)).some((byte) => byte !== 0)) throw damaged("an entry is not expected");
    if ((await this.some(1)) !== undefined) throw damaged("something follows its end");
  }

  /** Makes sure that the stream ends here. */
  async over(): Promise<void> {
    if ((await this.some(1)) !== undefined) throw damaged("something follows its end");
  }
}

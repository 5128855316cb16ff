/** The parts used here of two dependencies of dockerode that carry no types. */
declare module "tar-stream" {
  interface Pack extends NodeJS.ReadableStream {
    entry(header: { name: string; mode: number }, content: Buffer): void;
    finalize(): void;
  }
  export function pack(): Pack;
}

declare module "tar-fs" {
  interface Options {
    entries: string[];
    ignore(path: string): boolean;
    umask: number;
  }
  export function pack(directory: string, options: Options): NodeJS.ReadableStream;
}

/** The part of tar-stream (a dependency of dockerode, without types of its own) that is used here. */
declare module "tar-stream" {
  interface Pack extends NodeJS.ReadableStream {
    entry(header: { name: string; mode: number }, content: Buffer): void;
    finalize(): void;
  }
  export function pack(): Pack;
}

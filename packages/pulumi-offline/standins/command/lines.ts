export type Logging = "stdout" | "stderr" | "stdoutAndStderr" | "none";

export const loggings: Logging[] = ["stdout", "stderr", "stdoutAndStderr", "none"];

/** Official default: both streams (pulumi-command local/common.go, ShouldLogStdout). */
export function logs(logging: Logging | undefined, stream: "stdout" | "stderr"): boolean {
  return logging === undefined || logging === "stdoutAndStderr" || logging === stream;
}

/** Cuts a byte stream into lines and hands each on as soon as it is complete. */
export function lineWriter(take: (line: string) => void): { write(chunk: Buffer): void; end(): void } {
  const decoder = new TextDecoder();
  let rest = "";
  return {
    write(chunk) {
      const lines = (rest + decoder.decode(chunk, { stream: true })).split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines) take(line.replace(/\r$/, ""));
    },
    end() {
      if (rest) take(rest);
    },
  };
}

export interface Captured {
  stdout: string;
  stderr: string;
}

/** Collects both streams of one command, in full and as they were interleaved, and logs their lines. */
export class Capture {
  private readonly chunks = { stdout: [] as Buffer[], stderr: [] as Buffer[] };
  private readonly both: Buffer[] = [];
  private readonly writers: Record<"stdout" | "stderr", ReturnType<typeof lineWriter>>;

  constructor(
    private readonly logging: Logging | undefined,
    status: (line: string) => void,
  ) {
    this.writers = { stdout: lineWriter(status), stderr: lineWriter(status) };
  }

  readonly take = (stream: "stdout" | "stderr") => (chunk: Buffer) => {
    this.chunks[stream].push(chunk);
    this.both.push(chunk);
    if (logs(this.logging, stream)) this.writers[stream].write(chunk);
  };

  /** One trailing newline is cut from each stream, as strings.TrimSuffix(…, "\n") does in the official plugin. */
  captured(): Captured {
    this.writers.stdout.end();
    this.writers.stderr.end();
    const text = (chunks: Buffer[]) => Buffer.concat(chunks).toString().replace(/\n$/, "");
    return { stdout: text(this.chunks.stdout), stderr: text(this.chunks.stderr) };
  }

  /** Error in the official form: `<reason>: running "<command>":\n<all output>`. */
  failure(reason: string, command: string): Error {
    return new Error(`${reason}: running ${JSON.stringify(command)}:\n${Buffer.concat(this.both).toString()}`);
  }
}

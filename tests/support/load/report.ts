/** One kind of request, with or without kept-alive connections. */
export type Kind = "page" | "question" | "post";

export interface Stream {
  readonly kind: Kind;
  readonly keepAlive: boolean;
  sent: number;
  failed: number;
  /** Sent again after a kept-alive connection was found closed before any answer, as browsers do; never a POST. */
  repeated: number;
  /** Milliseconds between two answers that were right, or from the start to the first, or from the last to the end. */
  longestGap: number;
  slowest: number;
}

export interface Failure {
  readonly at: number;
  readonly kind: Kind;
  readonly keepAlive: boolean;
  readonly reason: string;
}

/** When pages of one release of the app were asked for. Milliseconds since 1970; a page's age is that of its request. */
export interface Seen {
  first: number;
  last: number;
  pages: number;
}

export interface Report {
  readonly begun: number;
  ended: number;
  sent: number;
  failed: number;
  readonly streams: Stream[];
  /** The first hundred. */
  readonly failures: Failure[];
  readonly seen: Record<string, Seen>;
}

/** Collects what the workers met. Times are given, so that it is pure. */
export class Tally {
  private readonly lastGood: number[];
  readonly report: Report;

  constructor(streams: readonly Pick<Stream, "kind" | "keepAlive">[], begun: number) {
    const empty = { sent: 0, failed: 0, repeated: 0, longestGap: 0, slowest: 0 };
    this.report = {
      begun,
      ended: begun,
      sent: 0,
      failed: 0,
      streams: streams.map((stream) => ({ ...stream, ...empty })),
      failures: [],
      seen: {},
    };
    this.lastGood = streams.map(() => begun);
  }

  private stream(index: number): Stream {
    return this.report.streams[index] as Stream;
  }

  sent(index: number): void {
    this.stream(index).sent++;
    this.report.sent++;
  }

  repeated(index: number): void {
    this.stream(index).repeated++;
  }

  good(index: number, app: string, asked: number, answered: number): void {
    const stream = this.stream(index);
    stream.slowest = Math.max(stream.slowest, answered - asked);
    this.gap(index, answered);
    this.report.seen[app] ??= { first: asked, last: asked, pages: 0 };
    const seen = this.report.seen[app];
    seen.first = Math.min(seen.first, asked);
    seen.last = Math.max(seen.last, asked);
    seen.pages++;
  }

  bad(index: number, reason: string, at: number): void {
    const { kind, keepAlive } = this.stream(index);
    this.stream(index).failed++;
    this.report.failed++;
    if (this.report.failures.length < 100) this.report.failures.push({ at, kind, keepAlive, reason });
  }

  private gap(index: number, now: number): void {
    const stream = this.stream(index);
    stream.longestGap = Math.max(stream.longestGap, now - (this.lastGood[index] as number));
    this.lastGood[index] = now;
  }

  end(at: number): Report {
    this.report.streams.forEach((_, index) => {
      this.gap(index, at);
    });
    this.report.ended = at;
    return this.report;
  }
}

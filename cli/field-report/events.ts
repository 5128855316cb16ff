/** One line of Pulumi's event log, as far as it is read. */
interface EngineEvent {
  /** Seconds since 1970. */
  readonly timestamp: number;
  readonly diagnosticEvent?: { readonly message: string; readonly severity: string };
  readonly resourcePreEvent?: { readonly metadata: Metadata };
  readonly resOutputsEvent?: { readonly metadata: Metadata };
  readonly resOpFailedEvent?: { readonly metadata: Metadata };
  readonly summaryEvent?: { readonly result?: string };
}
interface Metadata {
  readonly op: string;
  readonly urn: string;
  readonly type: string;
}

/** One thing that a run did with a resource. */
export interface Operation {
  readonly op: string;
  readonly type: string;
  /** Seconds since the run's beginning, and how many it took. */
  readonly at: number;
  readonly took: number;
  readonly end: "ok" | "failed";
}

/** What a run did at Oracle, without a value of anybody's. */
export interface RunSummary {
  readonly result: string;
  readonly seconds: number;
  readonly operations: readonly Operation[];
  /** How often each data source was asked. */
  readonly questions: Readonly<Record<string, number>>;
  /** Tries of a launch that were followed by a pause. */
  readonly waits: number;
  /** Oracle's answers that were errors (`500-InternalError, Out of host capacity.`), and how often. */
  readonly errors: Readonly<Record<string, number>>;
}

const isOracle = (type: string) => type.startsWith("oci:");

function count(found: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const one of found) counts[one] = (counts[one] ?? 0) + 1;
  return counts;
}

function operations(events: readonly EngineEvent[], start: number): Operation[] {
  const begun = new Map<string, number>();
  return events.flatMap(({ timestamp, resourcePreEvent, resOutputsEvent, resOpFailedEvent }): Operation[] => {
    const { metadata } = resourcePreEvent ?? {};
    if (metadata) begun.set(`${metadata.op} ${metadata.urn}`, timestamp);
    const done = (resOutputsEvent ?? resOpFailedEvent)?.metadata;
    if (!done || !isOracle(done.type) || done.op === "same") return [];
    const from = begun.get(`${done.op} ${done.urn}`) ?? timestamp;
    const end = resOpFailedEvent ? "failed" : "ok";
    return [{ op: done.op, type: done.type.split(":").at(-1) ?? "", at: from - start, took: timestamp - from, end }];
  });
}

/** Reads an event log (`pulumi up --event-log FILE`), a line that was cut off left out. Pure. */
export function summarize(log: string): RunSummary {
  const events = log.split("\n").flatMap((line): EngineEvent[] => {
    try {
      return [JSON.parse(line)];
    } catch {
      return [];
    }
  });
  const start = events[0]?.timestamp ?? 0;
  const messages = events.flatMap(({ diagnosticEvent }) => (diagnosticEvent ? [diagnosticEvent] : []));
  const matches = (pattern: RegExp) => messages.flatMap(({ message }) => pattern.exec(message)?.[1] ?? []);
  return {
    result: events.findLast(({ summaryEvent }) => summaryEvent)?.summaryEvent?.result ?? "no end was recorded",
    seconds: (events.at(-1)?.timestamp ?? start) - start,
    operations: operations(events, start),
    questions: count(matches(/^Invoking function: tok=oci:\w+\/\w+:(\w+)/)),
    waits: matches(/(next try in )/).length,
    errors: count(matches(/^[^:]{0,80}?(?:.*?\* |.*?)(\b[45]\d\d-[A-Z]\w+, [^\n]*)/)),
  };
}

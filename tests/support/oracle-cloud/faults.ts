import type { OracleError } from "./oracle-error";

/** One request, as the fake counts it. */
export interface CallRecord {
  /** Counted from 1 since the last reset. */
  readonly number: number;
  readonly method: string;
  /** Path without version and ids, for example `instances` or `tenancies/regionSubscriptions`. */
  readonly route: string;
  /** Path with ids, and query. */
  readonly target: string;
  readonly body: unknown;
  /** Status of the answer; 0 while there is none, and where the connection was dropped. */
  status: number;
}

/** `drop` closes the connection in the place of an answer, as a time-out does. */
export type Fault = OracleError | "drop";

interface Planned {
  readonly matches: (call: CallRecord) => boolean;
  readonly fault: Fault;
  /** Whether the request has its effect all the same. */
  readonly applied: boolean;
  times: number;
}

/** Faults on demand, and the record of requests. */
export class Faults {
  calls: CallRecord[] = [];
  private planned: Planned[] = [];
  private afterCall: ((call: CallRecord) => void | Promise<void>) | undefined;
  private afterFault: ((call: CallRecord) => void) | undefined;

  /** Forgets requests and faults. */
  reset(): void {
    this.calls = [];
    this.planned = [];
    this.afterCall = undefined;
    this.afterFault = undefined;
  }

  /** Lets matching requests fail. Default: once, before they have any effect. */
  fail(
    matches: (call: CallRecord) => boolean,
    fault: Fault,
    { times = 1, applied = false }: { times?: number; applied?: boolean } = {},
  ): void {
    this.planned.push({ matches, fault, times, applied });
  }

  /** Called when a request has had its effect and before its answer leaves: the moment to kill the engine. */
  onCall(listener: (call: CallRecord) => void | Promise<void>): void {
    this.afterCall = listener;
  }

  /** Called when a request has failed, whether on demand or because Oracle would refuse it. */
  onFault(listener: (call: CallRecord) => void): void {
    this.afterFault = listener;
  }

  /** Does what a request asks for, or what was planned for it. @throws Fault */
  async around<T>(call: CallRecord, work: () => T | Promise<T>): Promise<T> {
    this.calls.push(call);
    try {
      const planned = this.planned.find((p) => p.times > 0 && p.matches(call));
      if (planned) planned.times -= 1;
      const result = planned && !planned.applied ? undefined : await work();
      if (planned) throw planned.fault;
      await this.afterCall?.(call);
      return result as T;
    } catch (error) {
      this.afterFault?.(call);
      throw error;
    }
  }
}

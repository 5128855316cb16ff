import type { OracleError } from "./oracle-error";

/** One call of Oracle's API, as the fake counts it. */
export interface CallRecord {
  /** Counted from 1 since the last reset. */
  readonly number: number;
  readonly operation: "invoke" | "create" | "read" | "update" | "delete";
  /** Token of the resource type or the data source. */
  readonly token: string;
}

/** Faults on demand, and the record of calls. */
export class Faults {
  calls: CallRecord[] = [];
  /** Milliseconds every call takes. */
  latency = 0;
  private planned: { readonly matches: (call: CallRecord) => boolean; readonly error: OracleError; times: number }[] =
    [];
  private afterCall: ((call: CallRecord) => void | Promise<void>) | undefined;
  private afterFault: ((call: CallRecord) => void) | undefined;

  /** Forgets calls and faults; latency stays. */
  reset(): void {
    this.calls = [];
    this.planned = [];
    this.afterCall = undefined;
    this.afterFault = undefined;
  }

  /** Lets matching calls fail, before they have any effect. */
  fail(matches: (call: CallRecord) => boolean, error: OracleError, times = 1): void {
    this.planned.push({ matches, error, times });
  }

  failNth(number: number, error: OracleError): void {
    this.fail((call) => call.number === number, error);
  }

  /** Called when a call has had its effect and before its answer leaves: the moment to kill the engine. */
  onCall(listener: (call: CallRecord) => void | Promise<void>): void {
    this.afterCall = listener;
  }

  /** Called when a call has failed, whether on demand or because Oracle would refuse it. */
  onFault(listener: (call: CallRecord) => void): void {
    this.afterFault = listener;
  }

  async around<T>(operation: CallRecord["operation"], token: string, work: () => T | Promise<T>): Promise<T> {
    const call = { number: this.calls.length + 1, operation, token };
    this.calls.push(call);
    if (this.latency > 0) await new Promise((resolve) => setTimeout(resolve, this.latency));
    try {
      const result = await this.perform(call, work);
      await this.afterCall?.(call);
      return result;
    } catch (error) {
      this.afterFault?.(call);
      throw error;
    }
  }

  private async perform<T>(call: CallRecord, work: () => T | Promise<T>): Promise<T> {
    const fault = this.planned.find((p) => p.times > 0 && p.matches(call));
    if (fault) {
      fault.times -= 1;
      throw fault.error;
    }
    return work();
  }
}

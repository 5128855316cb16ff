import * as pulumi from "@pulumi/pulumi";
import { oracleLine } from "../account/errors";
import { gaveUpMessage, isOutOfCapacity, mayPass, nextPause, type WaitPlan, waitingMessage } from "./capacity";

/** Clock and terminal of the wait, replaceable in tests. */
export interface WaitEdge {
  readonly now: () => number;
  readonly sleep: (milliseconds: number) => Promise<void>;
  readonly say: (message: string) => void;
  readonly fail: (message: string) => void;
}

const edge: WaitEdge = {
  now: Date.now,
  sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  say: (message) => void pulumi.log.info(message),
  fail: (message) => void pulumi.log.error(message),
};

/**
 * Decides after each failed launch whether to try again: yes, after a pause, for "Out of host capacity" and, once it waits,
 * for what passes by itself; no for every other error. The request itself cannot change between tries; the domain is chosen before, by the report.
 */
export function retryOnCapacity(shape: string, wait: WaitPlan, by: WaitEdge = edge) {
  let since: number | undefined;
  return async (args: Pick<pulumi.ErrorHookArgs, "errors" | "failedOperation">): Promise<boolean> => {
    if (args.failedOperation !== "create" || !mayPass(args.errors)) return false;
    since ??= by.now();
    const waited = by.now() - since;
    const pause = nextPause(wait, args.errors.length, waited);
    if (pause === undefined) {
      by.fail(gaveUpMessage(shape, waited));
      return false;
    }
    const newest = args.errors[0] ?? "";
    const other = isOutOfCapacity(newest) ? undefined : oracleLine(newest);
    by.say(waitingMessage(shape, new Date(since), waited, pause, wait.total, other));
    await by.sleep(pause);
    return true;
  };
}

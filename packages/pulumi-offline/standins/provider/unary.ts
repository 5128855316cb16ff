import type * as grpc from "@grpc/grpc-js";
import type { EngineLog } from "./engine";
import { initFailure } from "./init-failure";
import { track } from "./lifetime";
import { InitFailed } from "./resource";

// grpc.status, by number: importing the enum's values from grpc-js here would be its only run-time use.
const unimplemented = 12;
const unknownError = 2;

type Handler<Q, S> = (call: grpc.ServerUnaryCall<Q, S>, callback: grpc.sendUnaryData<S>) => void;

/** Wraps a handler: its error becomes one plain message, without a stack. */
export function unary<Q, S>(log: EngineLog, work: (request: Q) => S | Promise<S>): Handler<Q, S> {
  return (call, callback) => {
    track(Promise.resolve().then(() => work(call.request))).then(
      (response) => log.flush().then(() => callback(null, response)),
      (error: Error & { code?: unknown }) => {
        if (error instanceof InitFailed) {
          void log.flush().then(() => callback(initFailure(error)));
          return;
        }
        const code = error.code === unimplemented ? unimplemented : unknownError;
        void log.flush().then(() => callback({ code, details: error.message || String(error) }));
      },
    );
  };
}

/** An error that says what this stand-in does not do. */
export function refuse(what: string): Error {
  return Object.assign(new Error(what), { code: unimplemented });
}

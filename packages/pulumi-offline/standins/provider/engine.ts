import * as grpc from "@grpc/grpc-js";
import { EngineClient } from "@pulumi/pulumi/proto/engine_grpc_pb";
import { LogRequest, LogSeverity } from "@pulumi/pulumi/proto/engine_pb";

export type Severity = keyof typeof LogSeverity;

/** The engine's log. Without an address (plugin started by hand) lines go to standard error. */
export class EngineLog {
  private client: EngineClient | undefined;
  private last: Promise<void> = Promise.resolve();

  connect(address: string): void {
    if (address) this.client ??= new EngineClient(address, grpc.credentials.createInsecure());
  }

  /** @param ephemeral shown on the status row of the resource, kept nowhere. */
  log(severity: Severity, message: string, urn: string, ephemeral: boolean): void {
    const client = this.client;
    if (!client) {
      process.stderr.write(`${message}\n`);
      return;
    }
    const request = new LogRequest();
    request.setSeverity(LogSeverity[severity]);
    request.setMessage(message);
    request.setUrn(urn);
    request.setEphemeral(ephemeral);
    // One after the other: lines of a command must arrive in the order they were printed.
    this.last = this.last.then(() => new Promise((done) => client.log(request, () => done())));
  }

  /** Settles when every line so far has been taken (or lost with the engine). */
  flush(): Promise<void> {
    return this.last;
  }
}

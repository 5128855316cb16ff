import * as grpc from "@grpc/grpc-js";
import { ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb";
import { EngineLog } from "./engine";
import { watchParent } from "./lifetime";
import type { Provider } from "./resource";
import { service } from "./service";

/** The engine's limit for one message, in bytes: pulumi sdk/go/common/util/rpcutil, maxRPCMessageSize. */
const maxMessage = 1024 * 1024 * 400;

/** Serves the provider on a free loopback port, which is the one line printed: the engine waits for it. */
export function serve(provider: Provider): void {
  const log = new EngineLog();
  const engine = process.argv.slice(2).find((argument) => !argument.startsWith("-"));
  if (engine) {
    log.connect(engine);
    watchParent();
  }
  const server = new grpc.Server({
    "grpc.max_receive_message_length": maxMessage,
    "grpc.max_send_message_length": maxMessage,
  });
  server.addService(ResourceProviderService, service(provider, log) as unknown as grpc.UntypedServiceImplementation);
  server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, port) => {
    if (error) throw error;
    process.stdout.write(`${port}\n`);
  });
}

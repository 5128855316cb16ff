import * as plugin from "@pulumi/pulumi/proto/plugin_pb";
import * as rpc from "@pulumi/pulumi/proto/provider_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import type { EngineLog } from "./engine";
import { cancelAll, stopping } from "./lifetime";
import type { Call, Provider } from "./resource";
import { refuse, unary } from "./unary";
import { decode, encode, reveal, same } from "./values";

/** The calls of the service that concern the plugin as a whole. */
export function configuration(provider: Provider, log: EngineLog) {
  const standIn = `stand-in for ${provider.name}`;
  return {
    handshake: unary(log, (request: rpc.ProviderHandshakeRequest) => {
      log.connect(request.getEngineAddress());
      const response = new rpc.ProviderHandshakeResponse();
      response.setAcceptSecrets(true);
      return response;
    }),
    attach: unary(log, (request: plugin.PluginAttach) => {
      log.connect(request.getAddress());
      return new Empty();
    }),
    getPluginInfo: unary(log, () => new plugin.PluginInfo().setVersion(provider.version)),
    getSchema: unary(log, () => {
      throw refuse(`${standIn} carries no schema; install the official plugin`);
    }),
    invoke: unary(log, async (request: rpc.InvokeRequest) => {
      const call: Call = { signal: stopping, status: () => {}, warn: () => {}, error: () => {} };
      const answer = await provider.invoke?.(call, request.getTok(), reveal(decode(request.getArgs())));
      if (answer) return new rpc.InvokeResponse().setReturn(encode(answer));
      throw refuse(`${standIn}: function ${request.getTok()} is not supported; install the official plugin`);
    }),
    checkConfig: unary(log, (request: rpc.CheckRequest) => {
      const news = decode(request.getNews());
      const response = new rpc.CheckResponse().setInputs(encode(news));
      if (provider.configure) return response;
      for (const property of Object.keys(news).filter((key) => key !== "version")) {
        const reason = `${standIn}: provider setting \`${property}\` is not supported; install the official plugin`;
        response.addFailures(new rpc.CheckFailure().setProperty(property).setReason(reason));
      }
      return response;
    }),
    diffConfig: unary(log, (request: rpc.DiffRequest) => {
      const { DIFF_NONE, DIFF_SOME } = rpc.DiffResponse.DiffChanges;
      const [olds, news] = [request.getOldInputs(), request.getNews()].map((one) => reveal(decode(one)));
      const changed = provider.configure !== undefined && !same(olds, news);
      return new rpc.DiffResponse().setChanges(changed ? DIFF_SOME : DIFF_NONE);
    }),
    configure: unary(log, (request: rpc.ConfigureRequest) => {
      provider.configure?.(reveal(decode(request.getArgs())));
      const response = new rpc.ConfigureResponse();
      response.setAcceptsecrets(true);
      response.setSupportspreview(true);
      return response;
    }),
    cancel: unary(log, () => {
      cancelAll();
      return new Empty();
    }),
  };
}

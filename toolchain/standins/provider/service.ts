import type * as grpc from "@grpc/grpc-js";
import * as plugin from "@pulumi/pulumi/proto/plugin_pb";
import * as rpc from "@pulumi/pulumi/proto/provider_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import type { EngineLog } from "./engine";
import { refusals } from "./inputs";
import { cancelAll, stopping, track } from "./lifetime";
import type { Call, Made, Provider, Resource } from "./resource";
import { autoname, diffResponse, drifted } from "./responses";
import { scrubber } from "./scrub";
import { decode, encode, markSecrets, type Plain, type Props, reveal, unknown } from "./values";

// grpc.status, by number: importing the enum's values from grpc-js here would be its only run-time use.
const unimplemented = 12;
const unknownError = 2;

type Handler<Q, S> = (call: grpc.ServerUnaryCall<Q, S>, callback: grpc.sendUnaryData<S>) => void;

/** Wraps a handler: its error becomes one plain message, without a stack. */
function unary<Q, S>(log: EngineLog, work: (request: Q) => S | Promise<S>): Handler<Q, S> {
  return (call, callback) => {
    track(Promise.resolve().then(() => work(call.request))).then(
      (response) => log.flush().then(() => callback(null, response)),
      (error: Error & { code?: unknown }) => {
        const code = error.code === unimplemented ? unimplemented : unknownError;
        void log.flush().then(() => callback({ code, details: error.message || String(error) }));
      },
    );
  };
}

function refuse(what: string): Error {
  return Object.assign(new Error(what), { code: unimplemented });
}

const nameOf = (urn: string) => urn.split("::").slice(3).join("::");
const typeOf = (urn: string) => (urn.split("::")[2] ?? "").split("$").pop() ?? "";

/** The gRPC service `pulumirpc.ResourceProvider` for a provider. */
export function service(provider: Provider, log: EngineLog) {
  const standIn = `stand-in for ${provider.name}`;
  const find = (urn: string): Resource => {
    const resource = provider.resources[typeOf(urn)];
    if (resource) return resource;
    throw refuse(`${standIn}: resource type ${typeOf(urn)} is not supported; install the official plugin`);
  };

  /** Runs work on a resource with its log, its secrets kept out of every message. */
  const run = async <T>(urn: string, sets: Props[], work: (call: Call, resource: Resource) => Promise<T>) => {
    const scrub = scrubber(...sets);
    const say = (severity: "INFO" | "WARNING" | "ERROR", ephemeral: boolean) => (line: string) =>
      log.log(severity, scrub(line), urn, ephemeral);
    const call = {
      signal: stopping,
      status: say("INFO", true),
      warn: say("WARNING", false),
      error: say("ERROR", false),
    };
    try {
      return await work(call, find(urn));
    } catch (error) {
      throw new Error(scrub((error as Error).message ?? String(error)));
    }
  };

  const preview = (resource: Resource, inputs: Plain, olds: Plain): Plain => {
    const open = resource.computed.filter((key) => inputs[key] === undefined);
    return { ...olds, ...inputs, ...Object.fromEntries(open.map((key) => [key, unknown])) };
  };

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
    invoke: unary(log, (request: rpc.InvokeRequest) => {
      throw refuse(`${standIn}: function ${request.getTok()} is not supported; install the official plugin`);
    }),
    checkConfig: unary(log, (request: rpc.CheckRequest) => {
      const news = decode(request.getNews());
      const response = new rpc.CheckResponse().setInputs(encode(news));
      for (const property of Object.keys(news).filter((key) => key !== "version")) {
        const reason = `${standIn}: provider setting \`${property}\` is not supported; install the official plugin`;
        response.addFailures(new rpc.CheckFailure().setProperty(property).setReason(reason));
      }
      return response;
    }),
    diffConfig: unary(log, () => new rpc.DiffResponse().setChanges(rpc.DiffResponse.DiffChanges.DIFF_NONE)),
    configure: unary(log, () => {
      const response = new rpc.ConfigureResponse();
      response.setAcceptsecrets(true);
      response.setSupportspreview(true);
      return response;
    }),
    check: unary(log, (request: rpc.CheckRequest) => {
      const resource = find(request.getUrn());
      const type = typeOf(request.getUrn());
      const news = decode(request.getNews());
      const olds = decode(request.getOlds());
      const given = reveal(news);
      const filled = resource.defaults?.(given, autoname(olds, nameOf(request.getUrn()))) ?? given;
      const response = new rpc.CheckResponse();
      response.setInputs(encode(markSecrets(filled, news)));
      const faults = Object.entries(resource.faults?.(filled) ?? {}).map(([property, reason]) => ({
        property,
        reason,
      }));
      for (const failure of [...refusals(provider.name, type, given, resource.inputs, resource.required), ...faults]) {
        response.addFailures(new rpc.CheckFailure().setProperty(failure.property).setReason(failure.reason));
      }
      return response;
    }),
    diff: unary(log, (request: rpc.DiffRequest) => {
      const [olds, news] = [reveal(decode(request.getOlds())), reveal(decode(request.getNews()))];
      const oldInputs = reveal(decode(request.getOldInputs()));
      for (const key of request.getIgnorechangesList())
        news[key] = oldInputs[key] === undefined ? undefined : olds[key];
      return diffResponse(find(request.getUrn()).diff(olds, oldInputs, news));
    }),
    create: unary(log, (request: rpc.CreateRequest) => {
      const inputs = decode(request.getProperties());
      const urn = request.getUrn();
      return run(urn, [inputs], async (call, resource) => {
        const plain = reveal(inputs);
        const made: Made = request.getPreview()
          ? { id: "", outputs: preview(resource, plain, {}) }
          : await resource.create(call, plain, nameOf(urn));
        const response = new rpc.CreateResponse().setId(made.id);
        return response.setProperties(encode(markSecrets(made.outputs, inputs)));
      });
    }),
    read: unary(log, (request: rpc.ReadRequest) => {
      const [props, inputs] = [decode(request.getProperties()), decode(request.getInputs())];
      return run(request.getUrn(), [props, inputs], async (call, resource) => {
        const response = new rpc.ReadResponse();
        // A resource put into the state by hand may have inputs only.
        const before = { ...reveal(inputs), ...reveal(props) };
        const made: Made | undefined = resource.read
          ? await resource.read(call, request.getId(), before)
          : { id: request.getId(), outputs: before };
        if (!made) return response;
        response.setId(made.id);
        response.setProperties(encode(markSecrets(made.outputs, { ...inputs, ...props })));
        return response.setInputs(encode(drifted(inputs, made.outputs)));
      });
    }),
    update: unary(log, (request: rpc.UpdateRequest) => {
      const [olds, inputs] = [decode(request.getOlds()), decode(request.getNews())];
      return run(request.getUrn(), [olds, inputs], async (call, resource) => {
        const [before, after] = [reveal(olds), reveal(inputs)];
        const outputs: Plain = request.getPreview()
          ? preview(resource, after, {})
          : await resource.update(call, request.getId(), before, after);
        return new rpc.UpdateResponse().setProperties(encode(markSecrets(outputs, inputs)));
      });
    }),
    delete: unary(log, (request: rpc.DeleteRequest) => {
      const props = decode(request.getProperties());
      return run(request.getUrn(), [props], async (call, resource) => {
        await resource.delete(call, request.getId(), reveal(props));
        return new Empty();
      });
    }),
    cancel: unary(log, () => {
      cancelAll();
      return new Empty();
    }),
  };
}

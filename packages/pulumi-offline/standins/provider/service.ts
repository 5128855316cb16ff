import * as rpc from "@pulumi/pulumi/proto/provider_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { configuration } from "./configuration";
import type { EngineLog } from "./engine";
import { refusals } from "./inputs";
import type { Made, Provider, Resource } from "./resource";
import { autoname, diffResponse, drifted } from "./responses";
import { find, nameOf, run, typeOf } from "./run";
import { unary } from "./unary";
import { decode, encode, markSecrets, type Plain, reveal, unknown } from "./values";

/** What a preview can say: the inputs, and that the rest will be known later. */
function preview(resource: Resource, inputs: Plain): Plain {
  const open = resource.computed.filter((key) => inputs[key] === undefined);
  return { ...inputs, ...Object.fromEntries(open.map((key) => [key, unknown])) };
}

function check(provider: Provider, request: rpc.CheckRequest): rpc.CheckResponse {
  const resource = find(provider, request.getUrn());
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
}

/** Inputs with what is at a path (`sourceDetails.sourceId`) as the state has it, for `ignoreChanges`. */
function kept(news: Plain, olds: Plain, oldInputs: Plain, path: string): Plain {
  const [key = "", rest] = path.split(/\.(.*)/s);
  if (rest === undefined) return { ...news, [key]: oldInputs[key] === undefined ? undefined : olds[key] };
  if (!news[key] || !oldInputs[key]) return news;
  return { ...news, [key]: kept(news[key], olds[key] ?? {}, oldInputs[key], rest) };
}

/** The gRPC service `pulumirpc.ResourceProvider` for a provider. */
export function service(provider: Provider, log: EngineLog) {
  return {
    ...configuration(provider, log),
    check: unary(log, (request: rpc.CheckRequest) => check(provider, request)),
    diff: unary(log, (request: rpc.DiffRequest) => {
      const [olds, news] = [reveal(decode(request.getOlds())), reveal(decode(request.getNews()))];
      const oldInputs = reveal(decode(request.getOldInputs()));
      const ignoring = request.getIgnorechangesList().reduce((now, path) => kept(now, olds, oldInputs, path), news);
      return diffResponse(find(provider, request.getUrn()).diff(olds, oldInputs, ignoring));
    }),
    create: unary(log, (request: rpc.CreateRequest) => {
      const inputs = decode(request.getProperties());
      return run(provider, log, request, [inputs], async (call, resource) => {
        const plain = reveal(inputs);
        const made: Made = request.getPreview()
          ? { id: "", outputs: preview(resource, plain) }
          : await resource.create(call, plain, nameOf(request.getUrn()));
        const response = new rpc.CreateResponse().setId(made.id);
        return response.setProperties(encode(markSecrets(made.outputs, inputs)));
      });
    }),
    read: unary(log, (request: rpc.ReadRequest) => {
      const [props, inputs] = [decode(request.getProperties()), decode(request.getInputs())];
      return run(provider, log, request, [props, inputs], async (call, resource) => {
        const response = new rpc.ReadResponse();
        // A resource put into the state by hand may have inputs only.
        const before = { ...reveal(inputs), ...reveal(props) };
        const made: Made | undefined = resource.read
          ? await resource.read(call, request.getId(), before)
          : { id: request.getId(), outputs: before };
        if (!made) return response;
        response.setId(made.id);
        response.setProperties(encode(markSecrets(made.outputs, { ...inputs, ...props })));
        return response.setInputs(encode(drifted(inputs, made.outputs, resource)));
      });
    }),
    update: unary(log, (request: rpc.UpdateRequest) => {
      const [olds, inputs] = [decode(request.getOlds()), decode(request.getNews())];
      return run(provider, log, request, [olds, inputs], async (call, resource) => {
        const [before, after] = [reveal(olds), reveal(inputs)];
        const outputs: Plain = request.getPreview()
          ? preview(resource, after)
          : await resource.update(call, request.getId(), before, after);
        return new rpc.UpdateResponse().setProperties(encode(markSecrets(outputs, inputs)));
      });
    }),
    delete: unary(log, (request: rpc.DeleteRequest) => {
      const props = decode(request.getProperties());
      return run(provider, log, request, [props], async (call, resource) => {
        await resource.delete(call, request.getId(), reveal(props));
        return new Empty();
      });
    }),
  };
}

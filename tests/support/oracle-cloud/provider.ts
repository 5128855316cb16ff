import * as grpc from "@grpc/grpc-js";
import * as plugin from "@pulumi/pulumi/proto/plugin_pb";
import { ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as rpc from "@pulumi/pulumi/proto/provider_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { type Caller, callerFrom } from "./authentication";
import type { OracleCloud } from "./cloud";
import { changedKeys, drifted, replacingPaths } from "./differences";
import type { Props } from "./inventory";

const maxMessage = 400 * 1024 * 1024;
const report = "oci:Core/computeCapacityReport:ComputeCapacityReport";

const read = (struct: Struct | undefined): Props => {
  const props = (struct?.toJavaScript() ?? {}) as Props;
  return Object.fromEntries(Object.entries(props).filter(([, value]) => value !== null));
};
const write = (props: unknown) => Struct.fromJavaScript(JSON.parse(JSON.stringify(props)));

// biome-ignore lint/suspicious/noExplicitAny: one helper for every message of the protocol.
type Handler = (call: grpc.ServerUnaryCall<any, any>, answer: grpc.sendUnaryData<any>) => void;

// biome-ignore lint/suspicious/noExplicitAny: as above.
function unary(work: (request: any) => unknown): Handler {
  return (call, answer) => {
    Promise.resolve()
      .then(() => work(call.request))
      .then(
        (response) => answer(null, response),
        (error: Error) => answer({ code: grpc.status.UNKNOWN, details: error.message }),
      );
  };
}

/**
 * Serves the fake cloud as Pulumi's provider `oci` on a loopback port. The engine attaches with
 * `PULUMI_DEBUG_PROVIDERS=oci:PORT`, so the cloud lives on when an engine is killed.
 * @param file text of `~/.oci/config` as the plugin would find it
 */
export async function serve(cloud: OracleCloud, file: () => string | undefined = () => undefined, port = 0) {
  // One process serves every provider instance of an engine; they are told apart by nothing, so the last one configured counts.
  let caller: () => Caller = () => callerFrom({}, file());
  const server = new grpc.Server({
    "grpc.max_receive_message_length": maxMessage,
    "grpc.max_send_message_length": maxMessage,
  });
  const handlers = {
    checkConfig: unary((q: rpc.CheckRequest) => new rpc.CheckResponse().setInputs(q.getNews())),
    diffConfig: unary((q: rpc.DiffRequest) => {
      const { DIFF_SOME, DIFF_NONE } = rpc.DiffResponse.DiffChanges;
      const same = JSON.stringify(read(q.getOldInputs())) === JSON.stringify(read(q.getNews()));
      return new rpc.DiffResponse().setChanges(same ? DIFF_NONE : DIFF_SOME);
    }),
    configure: unary((q: rpc.ConfigureRequest) => {
      const config = read(q.getArgs());
      caller = () => callerFrom(config, file());
      return new rpc.ConfigureResponse().setSupportspreview(true);
    }),
    getPluginInfo: unary(() => new plugin.PluginInfo().setVersion("4.20.0")),
    attach: unary(() => new Empty()),
    cancel: unary(() => new Empty()),
    check: unary((q: rpc.CheckRequest) => {
      cloud.kindOf(q.getType());
      return new rpc.CheckResponse().setInputs(q.getNews());
    }),
    diff: unary((q: rpc.DiffRequest) => diff(cloud, q)),
    create: unary(async (q: rpc.CreateRequest) => {
      const inputs = read(q.getProperties());
      if (q.getPreview()) return new rpc.CreateResponse().setProperties(write(inputs));
      const made = await cloud.create(caller(), q.getType(), inputs);
      const now = cloud.inventory.get(made.id) ?? made;
      return new rpc.CreateResponse().setId(now.id).setProperties(write(now.props));
    }),
    read: unary(async (q: rpc.ReadRequest) => {
      const [inputs, state] = [read(q.getInputs()), read(q.getProperties())];
      const answer = new rpc.ReadResponse();
      if (q.getType() === report) return answer.setId(q.getId()).setProperties(write(state)).setInputs(write(inputs));
      const thing = await cloud.read(caller(), q.getType(), q.getId());
      if (!thing) return answer;
      const now = drifted(thing.props, inputs);
      return answer.setId(thing.id).setProperties(write(thing.props)).setInputs(write(now));
    }),
    update: unary(async (q: rpc.UpdateRequest) => {
      const news = read(q.getNews());
      if (q.getPreview()) return new rpc.UpdateResponse().setProperties(write({ ...read(q.getOlds()), ...news }));
      return new rpc.UpdateResponse().setProperties(write(await cloud.update(caller(), q.getType(), q.getId(), news)));
    }),
    delete: unary(async (q: rpc.DeleteRequest) => {
      await cloud.delete(caller(), q.getType(), q.getId());
      return new Empty();
    }),
    invoke: unary(async (q: rpc.InvokeRequest) => {
      const result = await cloud.invoke(caller(), q.getTok(), read(q.getArgs()));
      return new rpc.InvokeResponse().setReturn(write(result));
    }),
  };
  server.addService(ResourceProviderService, handlers as unknown as grpc.UntypedServiceImplementation);
  const bound = await new Promise<number>((resolve, reject) => {
    server.bindAsync(`127.0.0.1:${port}`, grpc.ServerCredentials.createInsecure(), (error, at) =>
      error ? reject(error) : resolve(at),
    );
  });
  return { port: bound, close: () => server.forceShutdown() };
}

function diff(cloud: OracleCloud, q: rpc.DiffRequest): rpc.DiffResponse {
  const [state, oldInputs, news] = [read(q.getOlds()), read(q.getOldInputs()), read(q.getNews())];
  const changed = changedKeys(state, oldInputs, news);
  const replaces = replacingPaths(state, oldInputs, news, cloud.kindOf(q.getType()).replaces);
  const { DIFF_SOME, DIFF_NONE } = rpc.DiffResponse.DiffChanges;
  return new rpc.DiffResponse()
    .setChanges(changed.length > 0 ? DIFF_SOME : DIFF_NONE)
    .setDiffsList(changed)
    .setReplacesList([...new Set(replaces.map((path) => path.split(".")[0] ?? path))]);
}

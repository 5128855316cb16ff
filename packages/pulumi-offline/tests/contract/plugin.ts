import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as grpc from "@grpc/grpc-js";
import { EngineService } from "@pulumi/pulumi/proto/engine_grpc_pb";
import { type LogRequest, LogSeverity } from "@pulumi/pulumi/proto/engine_pb";
import { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as rpc from "@pulumi/pulumi/proto/provider_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { bundleExecutable } from "../../bundle";
import { executables, ociForTests } from "../../install";
import { decode, encode, type Props } from "../../standins/provider/values";

export interface LogLine {
  severity: string;
  message: string;
  urn: string;
  ephemeral: boolean;
  at: number;
}

/** Stands for the engine's log service; models nothing else of the engine. */
async function startLog(lines: LogLine[]): Promise<{ server: grpc.Server; address: string }> {
  const server = new grpc.Server();
  const names = Object.fromEntries(Object.entries(LogSeverity).map(([name, value]) => [value, name]));
  const log: grpc.handleUnaryCall<LogRequest, Empty> = ({ request }, done) => {
    const severity = names[request.getSeverity()] ?? "?";
    const [message, urn, ephemeral] = [request.getMessage(), request.getUrn(), request.getEphemeral()];
    lines.push({ severity, message, urn, ephemeral, at: Date.now() });
    done(null, new Empty());
  };
  const other: grpc.handleUnaryCall<unknown, unknown> = (_call, done) => done({ code: grpc.status.UNIMPLEMENTED });
  const rest = { getRootResource: other, setRootResource: other, startDebugging: other, requirePulumiVersion: other };
  server.addService(EngineService, { log, ...rest } as unknown as grpc.UntypedServiceImplementation);
  const port = await new Promise<number>((resolve, reject) =>
    server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, p) =>
      error ? reject(error) : resolve(p),
    ),
  );
  return { server, address: `127.0.0.1:${port}` };
}

export type PluginName = "command" | "docker" | "oci";

/**
 * The executable under test: FREEHOLD_CONTRACT_COMMAND, …_DOCKER or …_OCI (an official plugin), else our
 * stand-in, bundled as it is for use.
 */
export async function executable(name: PluginName, folder: string): Promise<string[]> {
  const given = process.env[`FREEHOLD_CONTRACT_${name.toUpperCase()}`];
  if (given) return [given];
  const standIn = name === "oci" ? ociForTests : executables[name];
  await bundleExecutable({ binDir: folder, lockfile: join(__dirname, "../../package.json") }, standIn);
  return [join(folder, standIn.name)];
}

/** A change as the engine is told of it: property to "update", "add-replace" and so on. */
export interface Diff {
  changes: Record<string, string>;
  deleteBeforeReplace: boolean;
}

/** Kinds of a change, by their number in the protocol. */
const words = ["add", "add-replace", "delete", "delete-replace", "update", "update-replace"];

/** One plugin process, spoken to as the engine does. */
export class Plugin {
  readonly lines: LogLine[] = [];
  private readonly folder = mkdtempSync(join(tmpdir(), "freehold-contract-"));
  private server!: grpc.Server;
  private client!: ResourceProviderClient;
  process!: ChildProcess;

  constructor(private readonly name: PluginName) {}

  async start(env: NodeJS.ProcessEnv = {}): Promise<this> {
    const { server, address } = await startLog(this.lines);
    this.server = server;
    const [file, ...args] = (await executable(this.name, this.folder)) as [string, ...string[]];
    this.process = spawn(file, [...args, address], {
      env: { ...process.env, ...env },
      stdio: ["ignore", "pipe", "inherit"],
    });
    const port = await new Promise<string>((resolve, reject) => {
      this.process.stdout?.once("data", (data) => resolve(String(data).trim()));
      this.process.once("exit", (code) => reject(new Error(`plugin ended with ${code} before it gave a port`)));
    });
    this.client = new ResourceProviderClient(`127.0.0.1:${port}`, grpc.credentials.createInsecure());
    const hello = new rpc.ConfigureRequest();
    hello.setAcceptsecrets(true);
    await this.call<rpc.ConfigureResponse>("configure", hello);
    return this;
  }

  async stop(): Promise<void> {
    this.client?.close();
    const ended = new Promise((done) => this.process.once("exit", done));
    if (this.process.exitCode === null && this.process.signalCode === null) {
      this.process.kill("SIGKILL");
      await ended;
    }
    this.server.forceShutdown();
    rmSync(this.folder, { recursive: true, force: true });
  }

  private call<T>(method: string, request: object): Promise<T> {
    return new Promise((resolve, reject) => {
      // biome-ignore lint/suspicious/noExplicitAny: one way in for every method of the generated client.
      (this.client as any)[method](request, (error: grpc.ServiceError | null, response: T) =>
        error ? reject(new Error(error.details)) : resolve(response),
      );
    });
  }

  static urn = (type: string, name = "r") => `urn:pulumi:test::contract::${type}::${name}`;

  async check(
    type: string,
    news: Props,
    olds: Props = {},
  ): Promise<{ inputs: Props; failures: Record<string, string> }> {
    const request = new rpc.CheckRequest().setUrn(Plugin.urn(type)).setNews(encode(news)).setOlds(encode(olds));
    const response = await this.call<rpc.CheckResponse>("check", request);
    const failures = response.getFailuresList().map((failure) => [failure.getProperty(), failure.getReason()]);
    return { inputs: decode(response.getInputs()), failures: Object.fromEntries(failures) };
  }

  async diff(
    type: string,
    id: string,
    olds: Props,
    oldInputs: Props,
    news: Props,
    ignore: string[] = [],
  ): Promise<Diff> {
    const response = await this.askDiff(type, id, olds, oldInputs, news, ignore);
    const changes: Record<string, string> = {};
    response.getDetaileddiffMap().forEach((change: rpc.PropertyDiff, key: string) => {
      // Go's providers report the path inside a property; the property is what counts here.
      changes[key.replace(/[.[].*$/, "")] = words[change.getKind()] ?? "?";
    });
    return { changes, deleteBeforeReplace: response.getDeletebeforereplace() };
  }

  private askDiff(
    type: string,
    id: string,
    olds: Props,
    oldInputs: Props,
    news: Props,
    ignore: string[],
  ): Promise<rpc.DiffResponse> {
    const request = new rpc.DiffRequest().setId(id).setUrn(Plugin.urn(type)).setOlds(encode(olds));
    request.setOldInputs(encode(oldInputs)).setNews(encode(news)).setIgnorechangesList(ignore);
    return this.call<rpc.DiffResponse>("diff", request);
  }

  /** A diff with the paths that the plugin named, and the properties that replace. */
  async paths(type: string, olds: Props, oldInputs: Props, news: Props) {
    const response = await this.askDiff(type, "id", olds, oldInputs, news, []);
    const changes: Record<string, string> = {};
    response.getDetaileddiffMap().forEach((change: rpc.PropertyDiff, path: string) => {
      changes[path] = words[change.getKind()] ?? "?";
    });
    return { changes, replaces: response.getReplacesList() };
  }

  /** @param timeout as customTimeouts give it, in seconds; 0: none. */
  async create(type: string, inputs: Props, preview = false, timeout = 0): Promise<{ id: string; outputs: Props }> {
    const request = new rpc.CreateRequest().setUrn(Plugin.urn(type)).setProperties(encode(inputs)).setPreview(preview);
    request.setTimeout(timeout);
    const response = await this.call<rpc.CreateResponse>("create", request);
    return { id: response.getId(), outputs: decode(response.getProperties()) };
  }

  async update(type: string, id: string, olds: Props, news: Props, preview = false): Promise<Props> {
    const request = new rpc.UpdateRequest().setId(id).setUrn(Plugin.urn(type)).setOlds(encode(olds));
    request.setNews(encode(news)).setPreview(preview);
    return decode((await this.call<rpc.UpdateResponse>("update", request)).getProperties());
  }

  /** @returns undefined when the plugin says the object is gone. */
  async read(type: string, id: string, outputs: Props, inputs: Props) {
    const request = new rpc.ReadRequest().setId(id).setUrn(Plugin.urn(type)).setProperties(encode(outputs));
    const response = await this.call<rpc.ReadResponse>("read", request.setInputs(encode(inputs)));
    if (!response.getId()) return undefined;
    return { id: response.getId(), outputs: decode(response.getProperties()), inputs: decode(response.getInputs()) };
  }

  async delete(type: string, id: string, outputs: Props): Promise<void> {
    const request = new rpc.DeleteRequest().setId(id).setUrn(Plugin.urn(type)).setProperties(encode(outputs));
    await this.call("delete", request);
  }

  async cancel(): Promise<void> {
    await this.call("cancel", new Empty());
  }

  async checkConfig(news: Props): Promise<Record<string, string>> {
    const request = new rpc.CheckRequest().setUrn(Plugin.urn(`pulumi:providers:${this.name}`)).setNews(encode(news));
    const response = await this.call<rpc.CheckResponse>("checkConfig", request);
    return Object.fromEntries(
      response.getFailuresList().map((failure) => [failure.getProperty(), failure.getReason()]),
    );
  }
}

/** Waits until `found` gives something, and fails with `what` after `seconds`. */
export async function eventually<T>(what: string, found: () => T | undefined | Promise<T | undefined>, seconds = 20) {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    const value = await found();
    if (value !== undefined && value !== false) return value;
    if (Date.now() > end) throw new Error(`not within ${seconds} s: ${what}`);
    await new Promise((done) => setTimeout(done, 25));
  }
}

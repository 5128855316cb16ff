/**
 * Stand-in for Pulumi's `pulumi-language-nodejs`, for networks where its download is blocked: starts Node programs for the
 * engine. It installs no dependencies, generates no code and runs no plugins or policy packs.
 * What it passes on is what `@pulumi/pulumi/cmd/run/index.js` and `run.js` read, and what the official host's `main.go` sends.
 */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import {
  Server,
  ServerCredentials,
  type ServerUnaryCall,
  type ServerWritableStream,
  type sendUnaryData,
  type UntypedServiceImplementation,
} from "@grpc/grpc-js";
import { LanguageRuntimeService } from "@pulumi/pulumi/proto/language_grpc_pb";
import * as messages from "@pulumi/pulumi/proto/language_pb";
import { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { watchEngine } from "./engine-watch";
import { runProgram } from "./run-program";

/** The engine's messages may be large: the official host and SDK use the same limit, 400 MB. */
const maxMessage = 400 * 1024 * 1024;
const engineAddress = process.argv.slice(2).find((argument) => !argument.startsWith("-")) ?? "";

type Unary<Q, A> = (call: ServerUnaryCall<Q, A>, answer: sendUnaryData<A>) => void;

const about: Unary<messages.AboutRequest, messages.AboutResponse> = (_, answer) =>
  answer(null, new messages.AboutResponse().setExecutable(process.execPath).setVersion(process.version));

const run: Unary<messages.RunRequest, messages.RunResponse> = (call, answer) => {
  runProgram(call.request, engineAddress).then(
    ({ error, bail }) => answer(null, new messages.RunResponse().setError(error).setBail(bail)),
    (problem: Error) => answer(null, new messages.RunResponse().setError(problem.message)),
  );
};

const dependencies: Unary<messages.GetProgramDependenciesRequest, messages.GetProgramDependenciesResponse> = (
  call,
  answer,
) => {
  const manifest = join(call.request.getInfo()?.getProgramDirectory() ?? ".", "package.json");
  const names = Object.keys(
    (JSON.parse(readFileSync(manifest, "utf8")) as { dependencies?: object }).dependencies ?? {},
  );
  const found = names.map((name) => {
    const path = join(call.request.getInfo()?.getProgramDirectory() ?? ".", "node_modules", name, "package.json");
    const { version } = createRequire(manifest)(path) as { version: string };
    return new messages.DependencyInfo().setName(name).setVersion(version);
  });
  answer(null, new messages.GetProgramDependenciesResponse().setDependenciesList(found));
};

const installDependencies = (
  call: ServerWritableStream<messages.InstallDependenciesRequest, messages.InstallDependenciesResponse>,
) => {
  const text = "This stand-in installs nothing: run `npm ci`.\n";
  call.write(new messages.InstallDependenciesResponse().setStdout(Buffer.from(text)));
  call.end();
};

const handlers: UntypedServiceImplementation = {
  handshake: ((_, answer) => answer(null, new messages.LanguageHandshakeResponse())) as Unary<unknown, unknown>,
  // The version of the SDK whose programs it starts is in package.json; the engine asks only for show.
  getPluginInfo: ((_, answer) => answer(null, new PluginInfo().setVersion("0.0.1"))) as Unary<unknown, unknown>,
  // Nothing: the engine then takes each resource's plugin from the PATH when it first needs it, and downloads none.
  getRequiredPackages: ((_, answer) => answer(null, new messages.GetRequiredPackagesResponse())) as Unary<
    unknown,
    unknown
  >,
  runtimeOptionsPrompts: ((_, answer) => answer(null, new messages.RuntimeOptionsResponse())) as Unary<
    unknown,
    unknown
  >,
  cancel: ((_, answer) => answer(null, new Empty())) as Unary<unknown, unknown>,
  about,
  run,
  getProgramDependencies: dependencies,
  installDependencies,
};

watchEngine();
const server = new Server({
  "grpc.max_receive_message_length": maxMessage,
  "grpc.max_send_message_length": maxMessage,
});
server.addService(LanguageRuntimeService, handlers);
server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, port) => {
  if (error) throw error;
  // The engine reads the port from the first line.
  process.stdout.write(`${port}\n`);
});

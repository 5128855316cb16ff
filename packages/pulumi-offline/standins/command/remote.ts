import type { ClientChannel } from "ssh2";
import type { Call } from "../provider/resource";
import { type Plain, Unknown } from "../provider/values";
import { connectionDefaults, connectionShape, dial } from "./connection";
import { commandResource } from "./lifecycle";
import { Capture, type Captured } from "./lines";
import { start, type Variable } from "./session";

const shape = {
  connection: connectionShape,
  create: true,
  update: true,
  delete: true,
  triggers: true,
  environment: true,
  stdin: true,
  logging: true,
  addPreviousOutputInEnv: true,
} as const;

function variables(inputs: Plain, before: Captured): Variable[] {
  const environment: Record<string, string> = inputs["environment"] ?? {};
  const given = Object.entries(environment).map(([name, value]) => ({ name, value, needed: true }));
  if (inputs["addPreviousOutputInEnv"] === false) return given;
  const last = [
    { name: "PULUMI_COMMAND_STDOUT", value: before.stdout, needed: false },
    { name: "PULUMI_COMMAND_STDERR", value: before.stderr, needed: false },
  ];
  return [...given, ...last.filter((variable) => variable.value !== "")];
}

const setenvHelp = (name: string) =>
  `Unable to set '${name}'. This only works if your SSH server is configured to accept these variables via AcceptEnv. ` +
  "Alternatively, if a Bash-like shell runs the command on the remote host, you could prefix the command itself with " +
  "the variables in the form 'VAR=value command'";

/** As golang.org/x/crypto/ssh says it (ExitError). */
function ending(code: number | null, signal: string | undefined): string {
  if (code !== null) return `Process exited with status ${code}`;
  return signal
    ? `Process exited from signal ${signal.replace(/^SIG/, "")}`
    : "wait: remote command exited without exit status or exit signal";
}

function finish(channel: ClientChannel, capture: Capture, stdin: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    let end: string | undefined = ending(null, undefined);
    channel.on("data", capture.take("stdout"));
    channel.stderr.on("data", capture.take("stderr"));
    channel.on("exit", (code: number | null, signal?: string) => {
      end = code === 0 ? undefined : ending(code, signal);
    });
    channel.on("close", () => resolve(end));
    channel.on("error", () => {});
    channel.end(stdin);
  });
}

async function run(call: Call, command: string, inputs: Plain, before: Captured): Promise<Captured> {
  const client = await dial(call, inputs["connection"]);
  const stop = () => client.destroy();
  call.signal.addEventListener("abort", stop);
  const capture = new Capture(inputs["logging"], call.status);
  const lost = new Promise<never>((_, reject) => {
    client.on("error", (error) => reject(capture.failure(error.message, command)));
    client.on("close", () => reject(capture.failure(ending(null, undefined), command)));
  });
  lost.catch(() => {});
  try {
    const end = await Promise.race([
      lost,
      start(
        client,
        command,
        variables(inputs, before),
        (variable) => (variable.needed ? call.error : call.warn)(setenvHelp(variable.name)),
        (channel) => finish(channel, capture, inputs["stdin"] ?? ""),
      ),
    ]);
    const captured = capture.captured();
    if (end !== undefined) throw capture.failure(end, command);
    return captured;
  } finally {
    call.signal.removeEventListener("abort", stop);
    client.end();
  }
}

function defaults(inputs: Plain): Plain {
  const connection = inputs["connection"];
  const known = typeof connection === "object" && !(connection instanceof Unknown);
  return {
    ...inputs,
    ...(known && { connection: { ...connectionDefaults, ...connection } }),
  };
}

/** command:remote:Command of pulumi-command 1.2.1 (provider/pkg/provider/remote). */
export const remoteCommand = { ...commandResource(shape, ["connection", "connection.host"], run), defaults };

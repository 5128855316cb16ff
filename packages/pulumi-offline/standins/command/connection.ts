import type { Client, ConnectConfig } from "ssh2";
import type { Call } from "../provider/resource";
import type { Plain } from "../provider/values";
import { type HostKey, parseHostKey } from "./host-key";

// retry.Until of pulumi sdk/go/common/util/retry: DefaultDelay, DefaultBackoff, DefaultMaxDelay.
const firstDelay = 100;
const backoff = 1.5;
const longestDelay = 5000;

/** Fields of `connection`; agentSocketPath and proxy are refused. */
export const connectionShape = {
  host: true,
  port: true,
  user: true,
  password: true,
  privateKey: true,
  privateKeyPassword: true,
  hostKey: true,
  dialErrorLimit: true,
  perDialTimeout: true,
} as const;

/** connectionArgsProvideDefaults of the SDK, SetDefault in connection.go. */
export const connectionDefaults = { user: "root", port: 22, dialErrorLimit: 10, perDialTimeout: 15 };

function config(connection: Plain, hostKey: HostKey | undefined): ConnectConfig {
  const agent = connection["privateKey"] || connection["password"] ? undefined : process.env["SSH_AUTH_SOCK"];
  return {
    host: connection["host"],
    port: connection["port"],
    username: connection["user"],
    ...(connection["password"] && { password: connection["password"], tryKeyboard: true }),
    ...(connection["privateKey"] && { privateKey: connection["privateKey"] }),
    ...(connection["privateKeyPassword"] && { passphrase: connection["privateKeyPassword"] }),
    ...(agent && { agent }),
    ...(hostKey && {
      hostVerifier: (shown: Buffer) => hostKey.matches(shown),
      algorithms: { serverHostKey: hostKey.algorithms as never },
    }),
    readyTimeout: connection["perDialTimeout"] * 1000,
    // Seen from a network that swallows packets, a dead server would otherwise hold a command for ever.
    keepaliveInterval: 15_000,
    keepaliveCountMax: 8,
  };
}

async function dialOnce(connection: Plain, hostKey: HostKey | undefined, signal: AbortSignal): Promise<Client> {
  const { Client: SshClient } = await import("ssh2");
  const client = new SshClient();
  return new Promise((resolve, reject) => {
    const abort = () => client.destroy();
    signal.addEventListener("abort", abort, { once: true });
    const fail = (error: Error) => {
      client.destroy();
      signal.removeEventListener("abort", abort);
      reject(error);
    };
    client.on("error", fail);
    client.on("close", () => fail(new Error("connection closed")));
    client.on("keyboard-interactive", (_name, _text, _lang, prompts, answer) =>
      answer(prompts.map(() => connection["password"] as string)),
    );
    client.on("ready", () => {
      signal.removeEventListener("abort", abort);
      resolve(client);
    });
    client.connect(config(connection, hostKey));
  });
}

const pause = (ms: number, signal: AbortSignal) =>
  new Promise<void>((done) => {
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", end);
      done();
    };
    const timer = setTimeout(end, ms);
    signal.addEventListener("abort", end);
  });

function explain(error: Error, connection: Plain): string {
  if (!/host.*verif/i.test(error.message)) return error.message;
  return `the server at ${connection["host"]}:${connection["port"]} showed another host key than connection.hostKey`;
}

/**
 * Dials until it works or `dialErrorLimit` attempts have failed (-1: never gives up). Each attempt, handshake included,
 * may take `perDialTimeout` seconds (0: no limit); the pause between two grows from 0.1 s to 5 s.
 * Every failure is tried again, refused keys too: at a first boot sshd is up before its users are.
 */
export async function dial(call: Call, connection: Plain): Promise<Client> {
  const hostKey = connection["hostKey"] ? parseHostKey(connection["hostKey"]) : undefined;
  const limit: number = connection["dialErrorLimit"];
  let delay = firstDelay;
  let last = "not tried";
  for (let failed = 0; !call.signal.aborted; ) {
    try {
      return await dialOnce(connection, hostKey, call.signal);
    } catch (error) {
      if (call.signal.aborted) break;
      const reason = explain(error as Error, connection);
      last = reason;
      failed += 1;
      if (limit > -1 && failed > limit) throw new Error(`after ${failed - 1} failed attempts: ${reason}`);
      call.status(`Dial ${failed}/${limit === -1 ? "inf" : limit} failed: retrying (${reason})`);
    }
    await pause(delay, call.signal);
    delay = Math.min(delay * backoff, longestDelay);
  }
  throw new Error(
    `context canceled while dialling ${connection["host"]}:${connection["port"]} (last failure: ${last})`,
  );
}

import type { Client, ClientChannel } from "ssh2";

/** The parts of ssh2 1.17 behind `exec`: its public form never asks whether the server took a variable. */
interface Inner {
  _protocol: {
    env(channel: number, key: string, value: string, wantReply: boolean): void;
    exec(channel: number, command: string, wantReply: boolean): void;
  };
  _chanMgr: { _channels: Record<string, { outgoing?: { id: number }; _callbacks: ((failed: boolean) => void)[] }> };
}

export interface Variable {
  name: string;
  value: string;
  /** A refused variable that is needed fails the command before it runs. */
  needed: boolean;
}

/**
 * Opens a session, sends the variables, waits for the server's answer to each, and starts the command.
 * @param refused called for each variable the server did not accept.
 * @param began called with the channel at once: how a quick command ended may come in the same packet, and is told only once.
 */
export function start<T>(
  client: Client,
  command: string,
  variables: Variable[],
  refused: (variable: Variable) => void,
  began: (channel: ClientChannel) => Promise<T>,
): Promise<T> {
  const { _protocol: protocol, _chanMgr: channels } = client as unknown as Inner;
  const [env, exec] = [protocol.env.bind(protocol), protocol.exec.bind(protocol)];
  return new Promise((resolve, reject) => {
    const answers: Promise<boolean>[] = [];
    protocol.env = (id, key, value) => {
      const channel = Object.values(channels._channels).find((open) => open.outgoing?.id === id);
      answers.push(new Promise((answer) => channel?._callbacks.push((failed) => answer(!failed))));
      env(id, key, value, true);
    };
    protocol.exec = (id, text, wantReply) => {
      void Promise.all(answers).then((accepted) => {
        const turnedDown = variables.filter((_, i) => !accepted[i]);
        turnedDown.forEach(refused);
        const needed = turnedDown.find((variable) => variable.needed);
        if (!needed) return exec(id, text, wantReply);
        reject(new Error(`could not set environment variable "${needed.name}": ssh: setenv failed`));
      });
    };
    const sent = Object.fromEntries(variables.map(({ name, value }) => [name, value]));
    client.exec(command, { env: sent }, (error, channel) => (error ? reject(error) : resolve(began(channel))));
  });
}

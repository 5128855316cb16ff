import { connect } from "node:net";

/** One answer as it came over the wire. Header names are in small letters, a name that came twice has two values. */
export interface Answer {
  readonly status: number;
  readonly headers: ReadonlyMap<string, readonly string[]>;
  readonly body: string;
}

export interface Exchange {
  readonly answers: readonly Answer[];
  /** All bytes that came, as latin1. */
  readonly text: string;
  /** Who ended it: the server by closing, or this side because nothing more came. */
  readonly ended: "closed" | "silent";
}

export interface Address {
  readonly host: string;
  readonly port: number;
}

const finalChunk = /(?:^|\r\n)0\r\n\r\n/;

/** Splits what came into answers: by Content-Length, by chunks, or all that is left. HEAD answers must be the last. */
export function parseAnswers(text: string): Answer[] {
  const answers: Answer[] = [];
  let rest = text;
  while (rest.startsWith("HTTP/1.")) {
    const end = rest.indexOf("\r\n\r\n");
    if (end < 0) break;
    const [first = "", ...lines] = rest.slice(0, end).split("\r\n");
    const headers = new Map<string, string[]>();
    for (const line of lines) {
      const colon = line.indexOf(":");
      const name = line.slice(0, colon).toLowerCase();
      headers.set(name, [...(headers.get(name) ?? []), line.slice(colon + 1).trim()]);
    }
    const status = Number(first.split(" ")[1]);
    rest = rest.slice(end + 4);
    const length = headers.get("content-length")?.[0];
    const chunked = headers.get("transfer-encoding")?.[0] === "chunked" ? finalChunk.exec(rest) : null;
    const size = chunked ? chunked.index + chunked[0].length : length === undefined ? rest.length : Number(length);
    const bodiless = status === 304 || status === 204 || status < 200;
    answers.push({ status, headers, body: bodiless ? "" : rest.slice(0, size) });
    rest = rest.slice(bodiless ? 0 : size);
  }
  return answers;
}

/**
 * Sends bytes as they are, in pieces with a pause between where several are given, and reads until the server closes or has
 * been silent for `silenceMs` (default 1000) after the last piece. Never throws for what the server does.
 */
export function exchange(
  address: Address,
  pieces: string | Buffer | readonly (string | Buffer)[],
  { silenceMs = 1000, pauseMs = 20 } = {},
): Promise<Exchange> {
  const list = Array.isArray(pieces) ? pieces : [pieces as string];
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    const socket = connect({ ...address, noDelay: true });
    let finished = false;
    const finish = (ended: Exchange["ended"]) => {
      if (finished) return;
      finished = true;
      socket.destroy();
      const text = Buffer.concat(chunks).toString("latin1");
      resolve({ answers: parseAnswers(text), text, ended });
    };
    const send = (index: number) => {
      if (finished || index >= list.length) return;
      const piece = list[index] as string | Buffer;
      socket.write(typeof piece === "string" ? Buffer.from(piece, "latin1") : piece);
      if (index + 1 < list.length) setTimeout(() => send(index + 1), pauseMs);
      else socket.setTimeout(silenceMs);
    };
    socket.on("connect", () => send(0));
    socket.on("data", (chunk) => chunks.push(chunk));
    socket.on("timeout", () => finish("silent"));
    socket.on("error", () => finish("closed"));
    socket.on("close", () => finish("closed"));
  });
}

/** One well-formed request on a connection of its own. A header may be given as a list to be sent more than once. */
export async function ask(
  address: Address,
  path: string,
  { method = "GET", headers = {}, body = "" }: AskOptions = {},
): Promise<Answer> {
  const all: Record<string, string | readonly string[]> = {
    Host: "blog.test",
    Connection: "close",
    ...(body ? { "Content-Length": String(Buffer.byteLength(body)) } : {}),
    ...headers,
  };
  const lines = Object.entries(all).flatMap(([name, value]) => [value].flat().map((one) => `${name}: ${one}\r\n`));
  const { answers, text } = await exchange(address, `${method} ${path} HTTP/1.1\r\n${lines.join("")}\r\n${body}`, {
    silenceMs: 15_000,
  });
  const answer = answers[0];
  if (answer === undefined) throw new Error(`no answer to ${method} ${path}: ${JSON.stringify(text.slice(0, 200))}`);
  return answer;
}

export interface AskOptions {
  readonly method?: string;
  readonly headers?: Record<string, string | readonly string[]>;
  readonly body?: string;
}

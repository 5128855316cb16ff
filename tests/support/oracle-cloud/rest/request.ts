import type { IncomingMessage } from "node:http";
import type { Props } from "../inventory";

/** One request, parsed. */
export interface RestRequest {
  readonly method: string;
  /** Path and query as they were sent: the signature covers them. */
  readonly target: string;
  /** Parts of the path without the version. */
  readonly parts: readonly string[];
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage["headers"];
  /** Bytes of the body: its hash is signed. */
  readonly raw: Buffer;
  readonly body: Props;
}

/** What is answered. */
export interface RestAnswer {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Record<string, string>;
}

export async function readRequest(incoming: IncomingMessage): Promise<RestRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  const raw = Buffer.concat(chunks);
  const target = incoming.url ?? "/";
  const url = new URL(target, "http://fake");
  const [, ...parts] = url.pathname
    .split("/")
    .filter((part) => part !== "")
    .map(decodeURIComponent);
  const body = raw.length > 0 ? (JSON.parse(raw.toString()) as Props) : {};
  const method = incoming.method ?? "GET";
  return { method, target, parts, query: url.searchParams, headers: incoming.headers, raw, body };
}

/** Whether a part of a path is an id, and not the name of a collection or an action. */
const isId = (part: string) => part.startsWith("ocid1.");

/** Path without ids, for counting and for planned faults. */
export const routeOf = ({ parts }: RestRequest) => parts.filter((part) => !isId(part)).join("/");

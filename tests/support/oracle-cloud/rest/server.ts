import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { OracleCloud } from "../cloud";
import type { CallRecord } from "../faults";
import { notFound, OracleError } from "../oracle-error";
import { page } from "./pages";
import { type RestAnswer, type RestRequest, readRequest, routeOf } from "./request";
import { RetryTokens } from "./retry-tokens";
import { catalogue } from "./services/catalogue";
import { identity } from "./services/identity";
import { availability } from "./services/limits";
import { things } from "./services/things";
import { mustBeSigned } from "./signature";
import { Visibility } from "./visibility";

/** The fake behind HTTP, on a loopback port. */
export interface RestServer {
  readonly port: number;
  /** Answers a connection that came another way, for example through a proxy. */
  readonly handle: (incoming: IncomingMessage, outgoing: ServerResponse) => void;
  readonly close: () => void;
}

/**
 * Serves Oracle's REST API before the fake cloud: core, identity, limits, work requests, budgets. The version in a path is not looked at.
 * What is not on a path that is known gets 404, as at Oracle.
 */
export async function serveRest(cloud: OracleCloud, port = 0): Promise<RestServer> {
  const tokens = new RetryTokens();
  const seen = new Visibility();
  // One after the other: what is due in virtual time must not happen twice.
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const next = last.then(work, work);
    last = next.catch(() => {});
    return next;
  };
  const handle = (incoming: IncomingMessage, outgoing: ServerResponse) => {
    void readRequest(incoming)
      .then((request) => inTurn(() => serve(cloud, request, { tokens, seen })))
      .then((answer) => (answer === "drop" ? incoming.socket.destroy() : send(outgoing, answer)));
  };
  const server = createServer(handle);
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  const close = () => {
    server.closeAllConnections();
    server.close();
  };
  return { port: (server.address() as AddressInfo).port, handle, close };
}

interface Memory {
  readonly tokens: RetryTokens;
  readonly seen: Visibility;
}

async function serve(cloud: OracleCloud, request: RestRequest, memory: Memory): Promise<RestAnswer | "drop"> {
  const { method, target, body } = request;
  const number = cloud.faults.calls.length + 1;
  const call: CallRecord = { number, method, target, route: routeOf(request), body, status: 0 };
  try {
    await cloud.clock.advance(1);
    const answer = await cloud.faults.around(call, () => {
      mustBeSigned(cloud.account, request);
      return memory.tokens.once(request, () => dispatch(cloud, request, memory.seen));
    });
    call.status = answer.status;
    return answer;
  } catch (error) {
    if (error === "drop") return "drop";
    const { status, code, text } =
      error instanceof OracleError
        ? error
        : new OracleError(500, "InternalServerError", `the fake has a fault: ${(error as Error).stack}`);
    call.status = status;
    return { status, body: { code, message: text } };
  }
}

async function dispatch(cloud: OracleCloud, request: RestRequest, seen: Visibility): Promise<RestAnswer> {
  const { parts, query } = request;
  if (parts[0] === "workRequests" && parts[2] === "errors")
    return { status: 200, body: cloud.inventory.get(parts[1])?.props["errors"] ?? [] };
  // Every VNIC's are asked for; there are none.
  if (parts[0] === "ipv6") return { status: 200, body: [] };
  const listed = identity(cloud.account, request) ?? catalogue(cloud, request);
  if (listed) return page(listed, query, cloud.pageSize);
  const limit = availability(cloud, request);
  if (limit) return { status: 200, body: limit };
  const answer = await things(cloud, seen, request);
  if (answer) return answer;
  throw notFound();
}

let requests = 0;

function send(outgoing: ServerResponse, { status, body, headers = {} }: RestAnswer): void {
  requests += 1;
  outgoing.writeHead(status, {
    "content-type": "application/json",
    "opc-request-id": String(requests).padStart(32, "0"),
    ...headers,
  });
  outgoing.end(body === undefined ? "" : JSON.stringify(body));
}

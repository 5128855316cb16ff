import { type Agent, type IncomingMessage, request } from "node:http";
import { request as secureRequest } from "node:https";
import type { Kind } from "./report";

/** `app`: the commit whose content it is; of an app that is not rendered, what the app says it is. */
export interface Answer {
  readonly app: string;
}

/** Why an answer is not one that a reader should get. `stale`: the kept-alive connection was closed before any answer. */
export class Failed extends Error {
  constructor(
    readonly reason: string,
    readonly stale = false,
  ) {
    super(reason);
  }
}

const paths: Record<Kind, string> = { page: "/", question: "/search?q=star", post: "/csp-report" };
const report = JSON.stringify({ "csp-report": { "blocked-uri": "load" } });
const limitMs = 30_000;

/** The whole page, of one release: status, length, last bytes, and a header that names it. */
function check(kind: Kind, response: IncomingMessage, body: string, length: number): Answer {
  if (response.statusCode !== (kind === "post" ? 204 : 200)) throw new Failed(`status ${response.statusCode}`);
  const promised = response.headers["content-length"];
  if (promised !== undefined && Number(promised) !== length) throw new Failed(`${length} of ${promised} bytes`);
  const app = response.headers["x-freehold-content"] ?? response.headers["x-freehold-app"];
  if (typeof app !== "string") throw new Failed("no X-Freehold-Content and no X-Freehold-App");
  const answer = { app: app.split("-")[0] ?? app };
  if (kind === "post") return answer;
  if (!body.trimEnd().endsWith("</html>")) throw new Failed("the page has no end");
  return answer;
}

/** Asks once and checks all of the answer; by HTTPS also the chain (NODE_EXTRA_CA_CERTS). Rejects with Failed. */
export function ask(url: URL, kind: Kind, agent: Agent | false, host = url.host): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const secure = url.protocol === "https:";
    const name = host.replace(/:\d+$/, "");
    const sent = (secure ? secureRequest : request)(url, {
      // RFC 6066: no address is sent as a server's name.
      ...(secure && !/^[\d.]+$/.test(name) ? { servername: name } : {}),
      path: paths[kind],
      method: kind === "post" ? "POST" : "GET",
      agent,
      timeout: limitMs,
      headers: {
        Host: host,
        ...(kind === "post" ? { "Content-Type": "application/csp-report", "Content-Length": report.length } : {}),
      },
    });
    let answered = false;
    sent.on("timeout", () => sent.destroy(new Error(`no answer within ${limitMs / 1000} s`)));
    sent.on("error", (error: NodeJS.ErrnoException) => {
      reject(new Failed(error.code ?? error.message, !answered && sent.reusedSocket && error.code === "ECONNRESET"));
    });
    sent.on("response", (response) => {
      answered = true;
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("error", (error) => reject(new Failed(`cut off: ${error.message}`)));
      response.on("end", () => {
        const body = Buffer.concat(chunks);
        try {
          resolve(check(kind, response, body.toString(), body.length));
        } catch (error) {
          reject(error);
        }
      });
    });
    sent.end(kind === "post" ? report : undefined);
  });
}

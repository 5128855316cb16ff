import { randomBytes } from "node:crypto";
import { request as send } from "node:http";
import { setTimeout as after } from "node:timers/promises";
import { ServiceError } from "./errors";
import { type Failure, patience, pause } from "./retry";
import { hostOf, type Service, services } from "./services";
import type { Settings } from "./settings";
import { signedHeaders } from "./sign";

/** One request of Oracle's API. */
export interface Question {
  readonly service: Service;
  readonly method: "GET" | "POST" | "PUT" | "DELETE";
  /** Path below the version, for example `vcns/ocid1.vcn…`. */
  readonly path: string;
  readonly query?: Readonly<Record<string, unknown>>;
  readonly body?: object;
}

export interface Answer {
  // biome-ignore lint/suspicious/noExplicitAny: JSON of Oracle's API.
  readonly body: any;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

/** What a request needs besides itself. */
export interface Context {
  readonly settings: () => Settings;
  readonly environment: NodeJS.ProcessEnv;
  /** Ends waits. */
  readonly signal: AbortSignal;
}

/** Pauses, scaled by FREEHOLD_OCI_PACE: a test need not wait the two minutes of a retried fault. */
export const sleep = async (seconds: number, { environment, signal }: Context): Promise<void> =>
  after(seconds * 1000 * Number(environment["FREEHOLD_OCI_PACE"] ?? 1), undefined, { signal }).catch((error) => {
    throw signal.aborted ? signal.reason : error;
  });

/** The body as the official provider writes it: keys in order. */
export const bodyText = (body: object) => JSON.stringify(sortKeys(body));

function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).filter(([, item]) => item !== undefined);
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, item]) => [key, sortKeys(item)]));
}

/**
 * Asks Oracle, and asks again as the official provider does.
 * @throws ServiceError for Oracle's last refusal, Error where no host answers
 */
export async function ask(question: Question, context: Context): Promise<Answer> {
  const token = randomBytes(24).toString("base64url");
  const route = question.path.split("/")[0] ?? "";
  let waited = 0;
  for (let attempt = 1; ; attempt++) {
    const answer = await once(question, token, context);
    if ("body" in answer) return answer;
    const seconds = pause(attempt, Math.random());
    const limit = patience(answer, question.method, route);
    if (waited + seconds > limit) {
      const operation = `${question.method === "POST" ? "Create" : question.method} ${route}`;
      throw new ServiceError(answer, {
        operation,
        target: `${question.method} ${question.path}`,
        requestId: answer.requestId,
      });
    }
    await sleep(seconds, context);
    waited += seconds;
  }
}

/** All pages of a list. */
export async function askAll(question: Question, context: Context): Promise<unknown[]> {
  const items: unknown[] = [];
  let page: string | undefined;
  do {
    const query = { ...question.query, ...(page === undefined ? {} : { page }) };
    const { body, headers } = await ask({ ...question, query }, context);
    items.push(...(body.items ?? body));
    page = headers["opc-next-page"] as string | undefined;
  } while (page !== undefined);
  return items;
}

function targetOf({ service, path, query = {} }: Question): string {
  const pairs = Object.entries(query)
    .filter(([, value]) => value !== undefined && value !== null)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => [key, String(value)]);
  const text = new URLSearchParams(pairs as [string, string][]).toString();
  return `/${services[service].version}/${path}${text ? `?${text}` : ""}`;
}

async function once(
  question: Question,
  token: string,
  context: Context,
): Promise<Answer | (Failure & { requestId: string })> {
  const { method, body } = question;
  const url = new URL(targetOf(question), hostOf(question.service, context.environment));
  const text = body === undefined ? (method === "POST" || method === "PUT" ? "" : undefined) : bodyText(body);
  const target = url.pathname + url.search;
  const headers = {
    ...signedHeaders(context.settings(), { method, host: url.host, target, body: text }, new Date()),
    "opc-client-retries": "true",
    ...(method === "POST" || (method === "PUT" && question.path.startsWith("instances/"))
      ? { "opc-retry-token": token }
      : {}),
  };
  return new Promise((resolve, reject) => {
    const outgoing = send(url, { method, headers, agent: false }, (incoming) => {
      const chunks: Buffer[] = [];
      incoming.on("data", (chunk) => chunks.push(chunk));
      incoming.on("error", () => resolve(broken));
      incoming.on("end", () => {
        const parsed = chunks.length > 0 ? JSON.parse(Buffer.concat(chunks).toString()) : undefined;
        const status = incoming.statusCode ?? 0;
        if (status < 400) return resolve({ body: parsed, headers: incoming.headers });
        const requestId = String(incoming.headers["opc-request-id"]);
        resolve({ status, code: parsed?.code ?? "Unknown", message: parsed?.message ?? "", requestId });
      });
    });
    outgoing.on("error", (error: NodeJS.ErrnoException) =>
      error.code === "ENOTFOUND" || error.code === "EAI_AGAIN"
        ? reject(new Error(`Get "${url.href}": dial tcp: lookup ${url.hostname}: no such host`))
        : resolve(broken),
    );
    outgoing.end(text);
  });
}

const broken = { status: 0, code: "RequestError", message: "request timed out", requestId: "" };

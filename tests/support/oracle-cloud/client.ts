import { createHash, createSign } from "node:crypto";
import { request } from "node:http";
import { apiKey } from "./api-key";
import type { Props } from "./inventory";

/** An answer as a test looks at it. */
export interface Reply {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: JSON of Oracle's API.
  readonly body: any;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

/** What a test may spoil or add. */
export interface Extra {
  readonly headers?: Record<string, string>;
  readonly keyId?: string;
  /** Headers that are signed; default: all that must be. */
  readonly signed?: readonly string[];
}

/** Asks the fake as a user with the API key does: a second implementation of Oracle's signature, beside the stand-in's. */
export function client(port: number, by: { tenancy: string; user: string; fingerprint: string }) {
  return async (method: string, path: string, body?: Props, extra: Extra = {}): Promise<Reply> => {
    const text = body === undefined ? "" : JSON.stringify(body);
    const host = `127.0.0.1:${port}`;
    const target = `/20160918/${path}`;
    const hasBody = method === "POST" || method === "PUT";
    const headers: Record<string, string> = {
      date: new Date().toUTCString(),
      host,
      ...(hasBody
        ? {
            "content-length": String(Buffer.byteLength(text)),
            "content-type": "application/json",
            "x-content-sha256": createHash("sha256").update(text).digest("base64"),
          }
        : {}),
      ...extra.headers,
    };
    const withBody = hasBody ? ["content-length", "content-type", "x-content-sha256"] : [];
    const names = extra.signed ?? ["date", "(request-target)", "host", ...withBody];
    const lines = names.map((name) =>
      name === "(request-target)" ? `${name}: ${method.toLowerCase()} ${target}` : `${name}: ${headers[name]}`,
    );
    const signature = createSign("RSA-SHA256").update(lines.join("\n")).sign(apiKey().privateKey, "base64");
    const keyId = extra.keyId ?? `${by.tenancy}/${by.user}/${by.fingerprint}`;
    headers["authorization"] =
      `Signature version="1",keyId="${keyId}",algorithm="rsa-sha256",headers="${names.join(" ")}",signature="${signature}"`;
    return send(port, method, target, headers, text);
  };
}

const send = (port: number, method: string, path: string, headers: Record<string, string>, text: string) =>
  new Promise<Reply>((resolve, reject) => {
    const outgoing = request({ host: "127.0.0.1", port, method, path, headers, agent: false }, (incoming) => {
      let answer = "";
      incoming.on("data", (data) => (answer += data));
      incoming.on("end", () => {
        const body = answer === "" ? undefined : JSON.parse(answer);
        resolve({ status: incoming.statusCode ?? 0, body, headers: incoming.headers });
      });
    });
    outgoing.on("error", reject);
    outgoing.end(text);
  });

import { createHash, createSign } from "node:crypto";
import type { Settings } from "./settings";

/** A request before it is signed. */
export interface Unsigned {
  readonly method: string;
  readonly host: string;
  /** Path and query. */
  readonly target: string;
  readonly body: string | undefined;
}

/**
 * Headers of a signed request: HTTP Signatures, version 1, RSA-SHA256 over `date (request-target) host`, and for a body also its length,
 * type and hash, in the official provider's order. Pure but for the key.
 */
export function signedHeaders(by: Settings, request: Unsigned, date: Date): Record<string, string> {
  const { method, host, target, body } = request;
  const headers: Record<string, string> = { date: date.toUTCString(), host };
  const names = ["date", "(request-target)", "host"];
  if (["POST", "PUT", "PATCH"].includes(method)) {
    const text = body ?? "";
    headers["content-length"] = String(Buffer.byteLength(text));
    headers["content-type"] = "application/json";
    headers["x-content-sha256"] = createHash("sha256").update(text).digest("base64");
    names.push("content-length", "content-type", "x-content-sha256");
  }
  const line = (name: string) =>
    `${name}: ${name === "(request-target)" ? `${method.toLowerCase()} ${target}` : headers[name]}`;
  const signature = createSign("RSA-SHA256").update(names.map(line).join("\n")).sign(by.privateKey, "base64");
  const keyId = `${by.tenancy}/${by.user}/${by.fingerprint}`;
  const parts = { version: "1", headers: names.join(" "), keyId, algorithm: "rsa-sha256", signature };
  const authorization = `Signature ${Object.entries(parts)
    .map(([name, value]) => `${name}="${value}"`)
    .join(",")}`;
  return { ...headers, authorization };
}

import { createHash, createVerify } from "node:crypto";
import type { AccountModel } from "../account-model";
import { notAuthenticated, OracleError } from "../oracle-error";
import type { RestRequest } from "./request";

const always = ["date", "(request-target)", "host"];
const withBody = ["content-length", "content-type", "x-content-sha256"];

/** Oracle's tolerance for the time of a request, in seconds. */
const tolerance = 300;

/**
 * Verifies a request's signature by the user's API key: HTTP Signatures, version 1, as Oracle documents them.
 * @throws OracleError 401
 */
export function mustBeSigned(account: AccountModel, request: RestRequest): void {
  if (Math.abs(account.clockOff) > tolerance) throw clockSkew();
  if (account.tokenExpired) throw new OracleError(401, "NotAuthenticated", "The security token has expired.");
  const parts = parseAuthorization(String(request.headers["authorization"] ?? ""));
  const { tenancy, user, fingerprint, publicKey } = account;
  const hasBody = ["POST", "PUT", "PATCH"].includes(request.method);
  const signed = (parts["headers"] ?? "").split(" ");
  const complete = [...always, ...(hasBody ? withBody : [])].every((name) => signed.includes(name));
  const hash = createHash("sha256").update(request.raw).digest("base64");
  const late = Math.abs(Date.now() - Date.parse(String(request.headers["date"]))) > tolerance * 1000;
  if (late) throw clockSkew();
  const right =
    parts["keyId"] === `${tenancy}/${user}/${fingerprint}` &&
    parts["algorithm"] === "rsa-sha256" &&
    complete &&
    (!hasBody || request.headers["x-content-sha256"] === hash) &&
    createVerify("RSA-SHA256")
      .update(signingText(request, signed))
      .verify(publicKey, parts["signature"] ?? "", "base64");
  if (!right) throw notAuthenticated();
}

const parseAuthorization = (header: string): Record<string, string> =>
  Object.fromEntries([...header.matchAll(/(\w+)="([^"]*)"/g)].map(([, name = "", value = ""]) => [name, value]));

const signingText = ({ method, target, headers }: RestRequest, signed: readonly string[]) =>
  signed
    .map((name) =>
      name === "(request-target)" ? `${name}: ${method.toLowerCase()} ${target}` : `${name}: ${headers[name]}`,
    )
    .join("\n");

const clockSkew = () =>
  new OracleError(
    401,
    "NotAuthenticated",
    "Date 'Sat, 21 Nov 2026 08:00:00 UTC' is not within allowed clock skew. Current 'Sun, 22 Nov 2026 08:00:00 UTC', " +
      "valid datetime range: ['Sun, 22 Nov 2026 07:55:00 UTC', 'Sun, 22 Nov 2026 08:05:01 UTC']",
  );

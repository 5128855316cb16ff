import { createHash } from "node:crypto";
import { OracleError } from "../oracle-error";
import type { RestAnswer, RestRequest } from "./request";

/** Answers by `opc-retry-token`: a request that is sent again has its effect once. Oracle keeps them 24 hours, this for ever. */
export class RetryTokens {
  private readonly answers = new Map<string, { hash: string; answer: RestAnswer }>();

  /** @throws OracleError 409 where the token was sent with another request */
  async once(request: RestRequest, work: () => Promise<RestAnswer>): Promise<RestAnswer> {
    const token = request.headers["opc-retry-token"];
    if (typeof token !== "string" || request.method === "GET") return work();
    const hash = createHash("sha256").update(`${request.method} ${request.target}\n`).update(request.raw).digest("hex");
    const before = this.answers.get(token);
    if (before && before.hash !== hash)
      throw new OracleError(409, "InvalidatedRetryToken", "The retry token was used with a different request.");
    if (before) return before.answer;
    const answer = await work();
    this.answers.set(token, { hash, answer });
    return answer;
  }
}

/** An answer of Oracle's API that is an error. */
export class OracleError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly text: string,
  ) {
    super(`${status}-${code}, ${text}`);
  }
}

export const invalid = (text: string) => new OracleError(400, "InvalidParameter", text);
export const conflict = (text: string) => new OracleError(409, "Conflict", text);
export const limitExceeded = (...limits: string[]) =>
  new OracleError(
    400,
    "LimitExceeded",
    `The following service limits were exceeded: ${limits.join(", ")}. Request a service limit increase from the service limits page in the console.`,
  );
/** By the request's answer. By a work request the words are the same (facts/official-plugins.md, A4). */
export const outOfCapacity = () => new OracleError(500, "InternalError", "Out of host capacity.");
export const notFound = () =>
  new OracleError(404, "NotAuthorizedOrNotFound", "Authorization failed or requested resource not found.");
export const incorrectState = (text = "The resource is in an incorrect state for this operation.") =>
  new OracleError(409, "IncorrectState", text);
export const notAuthenticated = () =>
  new OracleError(
    401,
    "NotAuthenticated",
    "The required information to complete authentication was not provided or was incorrect.",
  );

/** Any error by its status, for faults on demand. */
export function errorOf(status: number): OracleError {
  switch (status) {
    case 401:
      return notAuthenticated();
    case 404:
      return notFound();
    case 409:
      return incorrectState();
    case 429:
      return new OracleError(429, "TooManyRequests", "Too many requests for the user");
    case 503:
      return new OracleError(503, "ServiceUnavailable", "The service is currently unavailable.");
    default:
      return new OracleError(500, "InternalServerError", "Internal Server Error");
  }
}

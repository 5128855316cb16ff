/** Where an error happened, for the lines that the provider prints below Oracle's own. */
export interface ErrorPlace {
  readonly service: string;
  readonly operation: string;
}

/** An answer of Oracle's API that is an error. */
export class OracleError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly text: string,
  ) {
    super(`${status}-${code}, ${text}`);
  }

  /** The text as the provider prints it (terraform-provider-oci, wrapped by the Terraform bridge). */
  print({ service, operation }: ErrorPlace): string {
    return [
      "1 error occurred:",
      `\t* ${this.status}-${this.code}, ${this.text}`,
      `Suggestion: ${suggestion(this.status, service)}`,
      `Documentation: https://registry.terraform.io/providers/oracle/oci/latest/docs/resources/${operation}`,
      `API Reference: https://docs.oracle.com/iaas/api/#/en/iaas/20160918/${operation}`,
      `Request Target: POST https://iaas.fake.oraclecloud.com/20160918/${operation}`,
      "Provider version: 8.28.0, released on 2026-11-01.",
      `Service: ${service}`,
      `Operation Name: ${operation}`,
      "OPC request ID: 00000000000000000000000000000000/00000000000000000000000000000000",
    ].join("\n");
  }
}

function suggestion(status: number, service: string): string {
  if (status === 401) return `Please retry or contact support for help with service: ${service}`;
  if (status === 404) return "Either the resource has been deleted or service needs policy to access this resource.";
  if (status === 409)
    return `The resource is in a conflicted state. Please retry again or contact support for help with service: ${service}`;
  if (status === 429) return "Request limit exceeded. Please retry after some time.";
  return `Please update the parameter(s) in the Terraform config as per error message, or contact support for help with service: ${service}`;
}

export const invalid = (text: string) => new OracleError(400, "InvalidParameter", text);
export const conflict = (text: string) => new OracleError(409, "Conflict", text);
export const limitExceeded = (...limits: string[]) =>
  new OracleError(
    400,
    "LimitExceeded",
    `The following service limits were exceeded: ${limits.join(", ")}. Request a service limit increase from the service limits page in the console.`,
  );
export const outOfCapacity = () => new OracleError(500, "InternalError", "Out of host capacity.");
export const notFound = () =>
  new OracleError(404, "NotAuthorizedOrNotFound", "Authorization failed or requested resource not found.");
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
      return new OracleError(409, "IncorrectState", "The resource is in an incorrect state for this operation.");
    case 429:
      return new OracleError(429, "TooManyRequests", "Too many requests for the user");
    default:
      return new OracleError(500, "InternalServerError", "Internal Server Error");
  }
}

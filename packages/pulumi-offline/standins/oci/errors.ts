import type { Failure } from "./retry";

/** Oracle's refusal of a request. */
export class ServiceError extends Error {
  constructor(
    readonly failure: Failure,
    readonly place: { readonly operation: string; readonly target: string; readonly requestId: string },
  ) {
    super(printed(failure, place));
  }
}

export const isMissing = (error: unknown) => error instanceof ServiceError && error.failure.status === 404;

/** The text that the official provider prints (tfresource/errors.go, wrapped by the Terraform bridge). Pure. */
function printed({ status, code, message }: Failure, { operation, target, requestId }: ServiceError["place"]): string {
  return [
    "1 error occurred:",
    `\t* ${status}-${code}, ${message}`,
    `Suggestion: ${suggestion(status)}`,
    `Documentation: https://registry.terraform.io/providers/oracle/oci/latest/docs/resources/${operation}`,
    `API Reference: https://docs.oracle.com/iaas/api/#/en/iaas/20160918/${operation}`,
    `Request Target: ${target}`,
    "Provider version: 8.23.0.",
    `Operation Name: ${operation}`,
    `OPC request ID: ${requestId}`,
  ].join("\n");
}

function suggestion(status: number): string {
  if (status === 404) return "Either the resource has been deleted or service needs policy to access this resource.";
  if (status === 409) return "The resource is in a conflicted state. Please retry again or contact support.";
  if (status === 429) return "Request limit exceeded. Please retry after some time.";
  if (status >= 500 || status === 401) return "Please retry or contact support for help.";
  return "Please update the parameter(s) in the Terraform config as per error message.";
}

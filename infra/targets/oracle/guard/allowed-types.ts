import * as pulumi from "@pulumi/pulumi";
import { UserError } from "../../../user-error";

/** OCI resource types this program may make, each with why it is free. */
export const allowedTypes: { readonly [type: string]: string } = {
  "pulumi:providers:oci": "credentials only",
  "oci:Core/vcn:Vcn": "2 free",
  "oci:Core/internetGateway:InternetGateway": "part of the VCN",
  "oci:Core/routeTable:RouteTable": "part of the VCN",
  "oci:Core/securityList:SecurityList": "part of the VCN",
  "oci:Core/subnet:Subnet": "part of the VCN",
  "oci:Core/instance:Instance": "judged by the always-free guard",
  "oci:Core/privateIp:PrivateIp": "part of the subnet",
  "oci:Core/publicIp:PublicIp": "reserved addresses cost nothing",
  "oci:Core/computeCapacityReport:ComputeCapacityReport": "a question, nothing is made",
  "oci:Limits/quota:Quota": "a rule, nothing is made",
  "oci:Budget/budget:Budget": "budgets cost nothing",
  "oci:Budget/rule:Rule": "part of the budget",
};

const isOracle = (type: string) => type.startsWith("oci:") || type === "pulumi:providers:oci";

/** Why a resource of this type may not be made; undefined: it may, or it is not Oracle's. Pure. */
export function refuseType(type: string, name: string): string | undefined {
  if (!isOracle(type) || type in allowedTypes) return undefined;
  return (
    `Refused: ${name} is of type ${type}, which is not on the list of what is free (infra/targets/oracle/guard/allowed-types.ts). ` +
    "If Oracle gives it for nothing, add it there with the reason and a case to the always-free guard."
  );
}

/**
 * Refuses every OCI resource whose type is not on the list. A transformation in this process, not a transform that the engine
 * calls back: it throws where the resource is written, before the engine hears of it, and the message stays plain.
 */
export function allowOnlyFreeTypes(): void {
  pulumi.runtime.registerStackTransformation(({ type, name }) => {
    const refusal = refuseType(type, name);
    if (refusal !== undefined) throw new UserError(refusal);
    return undefined;
  });
}

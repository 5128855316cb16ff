/** Oracle's services as the official provider's clients know them, with the version that is in their paths (oci-go-sdk v65). */
export const services = {
  compute: { client: "oci_core.ComputeClient", version: "20160918" },
  network: { client: "oci_core.VirtualNetworkClient", version: "20160918" },
  storage: { client: "oci_core.BlockstorageClient", version: "20160918" },
  identity: { client: "oci_identity.IdentityClient", version: "20160918" },
  limits: { client: "oci_limits.LimitsClient", version: "20190729" },
  quotas: { client: "oci_limits.QuotasClient", version: "20181025" },
  budget: { client: "oci_budget.BudgetClient", version: "20190111" },
  balancers: { client: "oci_load_balancer.LoadBalancerClient", version: "20170115" },
  networkBalancers: { client: "oci_network_load_balancer.NetworkLoadBalancerClient", version: "20200501" },
} as const;

export type Service = keyof typeof services;

/**
 * Where a service is, by CLIENT_HOST_OVERRIDES (`client=URL;client=URL`, as the official provider reads it).
 * @throws Error where it is not overridden: this stand-in was never tried against Oracle, and must not be
 */
export function hostOf(service: Service, environment: NodeJS.ProcessEnv): string {
  const { client } = services[service];
  const pairs = (environment["CLIENT_HOST_OVERRIDES"] ?? "").split(";").map((pair) => pair.split(/=(.*)/s));
  const host = pairs.find(([name]) => name === client)?.[1];
  if (host) return host;
  throw new Error(
    `stand-in for oci: it is for tests, and CLIENT_HOST_OVERRIDES has no ${client}; a stack at Oracle needs the official plugin`,
  );
}

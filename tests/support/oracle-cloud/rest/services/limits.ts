import type { Cloud } from "../../kind";
import { invalid, notFound } from "../../oracle-error";
import type { RestRequest } from "../request";

/** Limits: what there is of a limit, and how much of it is used. More used than there is gives a negative number, as seen. */
export function availability(cloud: Cloud, { parts, query }: RestRequest): object | undefined {
  const [collection, service, , name = "", question] = parts;
  if (collection !== "services" || question !== "resourceAvailability") return undefined;
  if (query.get("compartmentId") !== cloud.account.tenancy) throw notFound();
  const [limit, used] = (service === "compute" ? compute(cloud, name, query) : network(cloud, name)) ?? [];
  if (limit === undefined || used === undefined) throw notFound();
  const available = limit - used;
  return { available, used, fractionalUsage: used, fractionalAvailability: available, effectiveQuotaValue: limit };
}

function network({ account, inventory }: Cloud, name: string): [number, number] | undefined {
  if (name === "vcn-count") return [account.limits.vcns, inventory.all("Vcn").length];
  if (name === "reserved-public-ip-count")
    return [account.limits.reservedAddresses, inventory.find("PublicIp", { lifetime: "RESERVED" }).length];
  return undefined;
}

function compute({ account, inventory }: Cloud, name: string, query: URLSearchParams): [number, number] | undefined {
  const domain = account.domains.find((d) => d.name === query.get("availabilityDomain"));
  if (!domain) throw invalid("availabilityDomain is required for limits of scope AD");
  const of = (shape: string) =>
    inventory.find("Instance", { availabilityDomain: domain.name, shape }).map(({ props }) => props["shapeConfig"]);
  const sum = (key: string) => of("VM.Standard.A1.Flex").reduce((total, config) => total + Number(config[key]), 0);
  const known: { readonly [limit: string]: [number, number] } = {
    "standard-e2-micro-core-count": [domain.micros, of("VM.Standard.E2.1.Micro").length],
    "standard-a1-core-count": [account.limits.armOcpus, sum("ocpus")],
    "standard-a1-memory-count": [account.limits.armMemoryGb, sum("memoryInGBs")],
  };
  return known[name];
}

import type { AccountModel } from "../../account-model";
import { notFound } from "../../oracle-error";
import type { RestRequest } from "../request";

/** Identity: what a region has, what there is below the root. Undefined: not a path of this service. */
export function identity(account: AccountModel, { parts, query }: RestRequest): readonly unknown[] | undefined {
  const [collection, id, sub] = parts;
  if (collection === "tenancies" && sub === "regionSubscriptions") {
    mustBe(account.tenancy, id);
    return account.regions.map((regionName, i) => ({
      regionName,
      regionKey: regionName.toUpperCase(),
      isHomeRegion: i === 0,
      status: "READY",
    }));
  }
  if (collection === "availabilityDomains") {
    mustBe(account.tenancy, query.get("compartmentId"));
    return account.domains.map(({ name }) => ({ name, id: `ocid1.ad..${name}`, compartmentId: account.tenancy }));
  }
  if (collection === "compartments") {
    mustBe(account.tenancy, query.get("compartmentId"));
    return account.compartments.map((one) => ({ ...one, compartmentId: account.tenancy, lifecycleState: "ACTIVE" }));
  }
  return undefined;
}

function mustBe(tenancy: string, asked: string | null | undefined): void {
  if (asked !== tenancy) throw notFound();
}

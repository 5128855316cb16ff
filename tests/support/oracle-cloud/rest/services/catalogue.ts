import { images, shapes } from "../../account-model";
import type { Cloud } from "../../kind";
import { mustCompartment } from "../../kinds/checks";
import { offers } from "../../kinds/policy";
import { invalid } from "../../oracle-error";
import type { RestRequest } from "../request";

/** What can be had of Compute: images and shapes. Undefined: another path. */
export function catalogue(cloud: Cloud, { parts, query }: RestRequest): readonly unknown[] | undefined {
  const [collection, id] = parts;
  if (id !== undefined) return undefined;
  if (collection === "images") {
    const known = query.get("operatingSystem") === "Canonical Ubuntu";
    return images
      .filter(({ architecture }) => known && architecture === shapes[query.get("shape") ?? ""])
      .map((i) => ({
        id: i.id,
        displayName: i.name,
        operatingSystem: "Canonical Ubuntu",
        lifecycleState: "AVAILABLE",
      }));
  }
  if (collection === "shapes") {
    mustCompartment(cloud, { compartmentId: query.get("compartmentId") });
    const domain = cloud.account.domains.find(({ name }) => name === query.get("availabilityDomain"));
    if (!domain) throw invalid("availabilityDomain is not valid.");
    return Object.keys(shapes)
      .filter((shape) => offers(domain, shape))
      .map((shape) => ({ shape, billingType: shape.endsWith("Micro") ? "ALWAYS_FREE" : "LIMITED_FREE" }));
  }
  return undefined;
}

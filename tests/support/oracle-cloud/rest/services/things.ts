import { createHash } from "node:crypto";
import type { OracleCloud } from "../../cloud";
import type { Props, Thing } from "../../inventory";
import { mustCompartment } from "../../kinds/checks";
import { kinds, nameOf } from "../../kinds/index";
import { notFound, OracleError } from "../../oracle-error";
import { page } from "../pages";
import type { RestAnswer, RestRequest } from "../request";
import type { Visibility } from "../visibility";

/** What is filtered by in a list, where the query names it. */
const filters = [
  "compartmentId",
  "vcnId",
  "instanceId",
  "subnetId",
  "vnicId",
  "displayName",
  "name",
  "lifetime",
  "scope",
  "availabilityDomain",
  "lifecycleState",
  "budgetId",
];

/** A thing as a GET shows it. */
const shown = ({ props }: Thing): Props =>
  Object.fromEntries(Object.entries(props).filter(([name]) => !name.startsWith("_")));

const etagOf = (thing: Thing) =>
  createHash("md5")
    .update(JSON.stringify(shown(thing)))
    .digest("hex");

function answer(thing: Thing): RestAnswer {
  const work = thing.props["_workRequest"] as string | undefined;
  const headers = { etag: etagOf(thing), ...(work ? { "opc-work-request-id": work } : {}) };
  return { status: 200, body: shown(thing), headers };
}

/** Collections, and the things in them: list, make, show, change, delete. Undefined: no such collection. */
export async function things(
  cloud: OracleCloud,
  seen: Visibility,
  request: RestRequest,
): Promise<RestAnswer | undefined> {
  const { collection, id, body } = addressed(request);
  const name = nameOf(collection);
  if (name === undefined) return undefined;
  if (id === undefined && request.method === "GET") return list(cloud, seen, name, request);
  const kind = kinds[collection];
  if (id === undefined) {
    if (request.method !== "POST" || !kind) throw notFound();
    const made = await kind.create(cloud, body);
    seen.born(made.id, cloud.clock.now, cloud.lag);
    return answer(cloud.inventory.get(made.id) ?? made);
  }
  const thing = cloud.inventory.get(id);
  if (thing?.kind !== name || !mayRead(cloud, thing)) throw notFound();
  if (request.method === "GET") {
    if (!seen.found(id)) throw notFound();
    return answer(thing);
  }
  mustMatch(request, thing);
  if (!kind) throw notFound();
  if (request.method === "DELETE") {
    await kind.delete(cloud, thing, request.query);
    return { status: 204 };
  }
  await kind.update(cloud, thing, body);
  return answer(cloud.inventory.get(id) ?? thing);
}

/** Alert rules lie below their budget; everything else at the top. */
function addressed({ parts, body }: RestRequest) {
  const [collection = "", id, below, idBelow] = parts;
  if (collection === "budgets" && below === "alertRules")
    return { collection: below, id: idBelow, body: { ...body, budgetId: id } };
  return { collection, id, body };
}

function list(cloud: OracleCloud, seen: Visibility, kind: string, { query, parts }: RestRequest): RestAnswer {
  const compartmentId = query.get("compartmentId");
  if (compartmentId !== null) mustCompartment(cloud, { compartmentId });
  if (compartmentId !== null && cloud.account.unreadable.includes(compartmentId)) throw notFound();
  const wanted = filters.filter((key) => query.has(key)).map((key) => [key, query.get(key)] as const);
  const below = kind === "AlertRule" ? [["budgetId", parts[1]] as const] : [];
  const found = cloud.inventory
    .every(kind)
    .filter(({ props }) => [...wanted, ...below].every(([key, value]) => props[key] === value))
    .filter(seen.listed(cloud.clock.now, cloud.lag));
  const answered = page(found.map(shown), query, cloud.pageSize);
  return kind === "NetworkLoadBalancer" ? { ...answered, body: { items: answered.body } } : answered;
}

const mayRead = ({ account }: OracleCloud, { props }: Thing) => !account.unreadable.includes(props["compartmentId"]);

function mustMatch({ headers }: RestRequest, thing: Thing): void {
  const wanted = headers["if-match"];
  if (wanted !== undefined && wanted !== etagOf(thing))
    throw new OracleError(412, "NoEtagMatch", "The resource's etag does not match the if-match header.");
}

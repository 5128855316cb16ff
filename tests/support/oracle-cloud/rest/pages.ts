import type { RestAnswer } from "./request";

/** One page of a list: `limit` and `page` of the query, `opc-next-page` where there is more. */
export function page(items: readonly unknown[], query: URLSearchParams, size: number): RestAnswer {
  const from = Number(query.get("page") ?? 0);
  const limit = Math.min(Number(query.get("limit") ?? size), size);
  const next = from + limit;
  const more = next < items.length ? { "opc-next-page": String(next) } : {};
  return { status: 200, body: items.slice(from, next), headers: more };
}

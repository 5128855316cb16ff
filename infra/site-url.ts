import { lookup } from "node:dns/promises";
import * as pulumi from "@pulumi/pulumi";
import type { Plan } from "./plan";
import type { Server } from "./targets/target";

/** What is wrong with where the domains lead, a sentence each. Pure. `found`: name -> all addresses of both families. */
export function strayDomains(address: string, found: ReadonlyMap<string, readonly string[]>): string[] {
  return [...found].flatMap(([name, where]) => {
    const wrong = where.filter((one) => one !== address);
    if (where.length === 0)
      return [
        `${name} leads nowhere yet; expected ${address}. Make an A record for it; the certificate comes by itself then.`,
      ];
    if (wrong.length === 0) return [];
    const record = wrong.some((one) => one.includes(":")) ? "AAAA" : "A";
    return [
      `${name} leads to ${where.join(", ")}; expected ${address} alone. Until its ${record} record is right there is no ` +
        "certificate for it, unless what it leads to passes port 80 on.",
    ];
  });
}

/** All addresses of a name, as this machine's resolver says; none where it has none. */
async function addressesOf(name: string): Promise<string[]> {
  const found = await lookup(name, { all: true }).catch(() => []);
  return found.map(({ address }) => address).sort();
}

/** Warns where a domain does not lead to the server; before setup, as soon as the address is known. Stops nothing. */
export function warnOfStrayDomains(plan: Plan, server: Server): void {
  if (plan.settings.domains.length === 0) return;
  server.address.apply(async (address) => {
    const found = await Promise.all(
      plan.settings.domains.map(async (name) => [name, await addressesOf(name)] as const),
    );
    for (const sentence of strayDomains(address, new Map(found))) await pulumi.log.warn(sentence);
  });
}

/** Where a redirect leads, without its path, or undefined. One question, two seconds at most. */
async function redirectOf(url: string): Promise<string | undefined> {
  try {
    const answer = await fetch(url, { redirect: "manual", signal: AbortSignal.timeout(2000) });
    const location = answer.headers.get("location");
    return location?.startsWith("https://") ? new URL(location).origin : undefined;
  } catch {
    return undefined;
  }
}

/** Where readers find the page: by HTTPS once the server sends them there, which it does when it has a certificate. */
export function readersUrl(plan: Plan, server: Server, after: pulumi.Output<unknown>): pulumi.Output<string> {
  if (plan.settings.https === "off") return server.url;
  return pulumi
    .all([server.url, server.checkUrl, after])
    .apply(async ([url, checkUrl]) => (await redirectOf(checkUrl)) ?? url);
}

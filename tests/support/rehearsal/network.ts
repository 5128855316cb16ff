import type { Checkout } from "./checkout";
import { ask, run } from "./run";

/** New connections of the server to anywhere; answers to readers and authors pass. */
const outward = ["FORWARD", "-s", "10.0.0.2", "-m", "conntrack", "--ctstate", "NEW", "-j", "DROP"];
const atEdge = (site: Checkout, verb: "-I" | "-D") =>
  ask("docker", ["exec", `freehold-${site.stack}-edge`, "iptables", verb, ...outward]);

/** Takes the internet away from the server, until `reconnect` or the end of the edge. Names are still resolved. */
export const cutOff = (site: Checkout) => atEdge(site, "-I");
export const reconnect = (site: Checkout) => atEdge(site, "-D");

/** Every name that the server has looked up since its resolver began, in order. */
export async function namesLookedUp(site: Checkout): Promise<string[]> {
  const { output } = await run("docker", ["logs", `freehold-${site.stack}-link-local`]);
  return [...output.matchAll(/query\[\w+\] (\S+) from/g)].map((match) => match[1] ?? "");
}

/** Of those, names of image registries. */
export const ofRegistries = (names: readonly string[]) =>
  names.filter((name) => /docker|freehold\.invalid|registry/.test(name));

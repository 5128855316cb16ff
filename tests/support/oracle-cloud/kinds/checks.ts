import { contains, overlaps, parseBlock } from "../cidr";
import type { Props, Thing } from "../inventory";
import type { Cloud } from "../kind";
import { invalid, notFound } from "../oracle-error";

/** The thing that an input names, or Oracle's 404. */
export function must(cloud: Cloud, kind: string, id: unknown): Thing {
  const thing = cloud.inventory.get(typeof id === "string" ? id : undefined);
  if (!thing || thing.kind !== kind) throw notFound();
  return thing;
}

export function mustCompartment(cloud: Cloud, body: Props): void {
  const { account } = cloud;
  const known = [account.tenancy, ...account.compartments.map((c) => c.id)];
  if (!known.includes(body["compartmentId"])) throw notFound();
}

/** A well-formed block without host bits, or Oracle's words. */
export function mustBlock(text: string) {
  const block = parseBlock(text);
  if (!block) throw invalid(`The requested CIDR ${text} is invalid.`);
  const [ip = ""] = text.split("/");
  const network = [24, 16, 8, 0].map((shift) => Math.floor(block.first / 2 ** shift) % 256).join(".");
  if (ip !== network)
    throw invalid(`The requested CIDR ${text} is invalid: CIDR IP ${ip} does not match network IP ${network}.`);
  return block;
}

export function mustLie(inner: string, outers: readonly string[]): void {
  const block = mustBlock(inner);
  if (!outers.some((outer) => contains(mustBlock(outer), block)))
    throw invalid(`The requested CIDR ${inner} is not contained in the CIDR blocks of the VCN: ${outers.join(", ")}.`);
}

export function mustNotOverlap(text: string, others: readonly string[]): void {
  const block = mustBlock(text);
  const other = others.find((o) => overlaps(mustBlock(o), block));
  if (other) throw invalid(`The requested CIDR ${text} overlaps with the existing CIDR ${other}.`);
}

export function mustDnsLabel(label: unknown): void {
  if (label === undefined) return;
  if (typeof label !== "string" || !/^[a-zA-Z][a-zA-Z0-9]{0,14}$/.test(label))
    throw invalid(
      `dnsLabel ${label} is not valid: it must start with a letter and have at most 15 letters and digits.`,
    );
}

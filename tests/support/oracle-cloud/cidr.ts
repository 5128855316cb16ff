/** An IPv4 CIDR block as numbers: first and last address. */
export interface Block {
  readonly first: number;
  readonly last: number;
  readonly prefix: number;
}

export const toNumber = (ip: string) => ip.split(".").reduce((n, part) => n * 256 + Number(part), 0);

export const toAddress = (n: number) => [24, 16, 8, 0].map((shift) => Math.floor(n / 2 ** shift) % 256).join(".");

/** The block, or undefined when the text is no CIDR block. Host bits are left for the caller to judge. */
export function parseBlock(text: string): Block | undefined {
  const match = /^(\d{1,3}(?:\.\d{1,3}){3})\/(\d{1,2})$/.exec(text);
  if (!match?.[1] || !match[2]) return undefined;
  const prefix = Number(match[2]);
  if (prefix > 32 || match[1].split(".").some((part) => Number(part) > 255)) return undefined;
  const size = 2 ** (32 - prefix);
  const first = Math.floor(toNumber(match[1]) / size) * size;
  return { first, last: first + size - 1, prefix };
}

export const contains = (outer: Block, inner: Block) => outer.first <= inner.first && inner.last <= outer.last;
export const overlaps = (a: Block, b: Block) => a.first <= b.last && b.first <= a.last;

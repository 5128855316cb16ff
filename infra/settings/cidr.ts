/** What is wrong with an IPv4 CIDR block, or undefined. Oracle refuses host bits, too (see docs/oracle.md). */
export function cidrProblem(text: string): string | undefined {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/.exec(text);
  const octets = match?.slice(1, 5).map(Number) ?? [];
  const bits = Number(match?.[5]);
  if (match === null || octets.some((octet) => octet > 255) || bits > 32)
    return "expected an IPv4 CIDR block such as 203.0.113.7/32";
  const address = octets.reduce((sum, octet) => sum * 256 + octet, 0);
  const size = 2 ** (32 - bits);
  if (address % size === 0) return undefined;
  const network = address - (address % size);
  const dotted = [24, 16, 8, 0].map((shift) => Math.floor(network / 2 ** shift) % 256).join(".");
  return `it has host bits set; expected ${dotted}/${bits} for the network or ${text.replace(/\/.*/, "/32")} for the one address`;
}

/** Where the target `ssh` finds its machine, and as whom the operator logs in there before the first `up`. */
export interface ServerLogin {
  readonly user: string;
  /** IPv4 address or name. */
  readonly host: string;
  readonly port: number;
}

const form = /^(?:([a-z_][a-z0-9_.-]{0,31})@)?([a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?)(?::(\d{1,5}))?$/i;
const label = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/i;

export const serverExpected = "USER@HOST or USER@HOST:PORT, such as root@203.0.113.7";

/** Whether a text is an IPv4 address, or a name that no resolver would take for a number. Pure. */
function isHost(host: string): boolean {
  const parts = host.split(".");
  if (!/^\d+$/.test(parts.at(-1) ?? "")) return parts.every((part) => label.test(part));
  return parts.length === 4 && parts.every((part) => /^(0|[1-9]\d{0,2})$/.test(part) && Number(part) <= 255);
}

/** Returns what is wrong with the setting `server`, or undefined. Pure. */
export function serverProblem(text: string): string | undefined {
  const [, , host = "", port = "22"] = form.exec(text) ?? [];
  const good = isHost(host) && Number(port) >= 1 && Number(port) <= 65535;
  return good ? undefined : `expected ${serverExpected}`;
}

/** Splits a text in which `serverProblem` finds nothing wrong. Default: root, port 22. Pure. */
export function splitServer(text: string): ServerLogin {
  const [, user = "root", host = "", port = "22"] = form.exec(text) ?? [];
  return { user, host: host.toLowerCase(), port: Number(port) };
}

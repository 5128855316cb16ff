import { type Props, Secret, Unknown, type Value } from "./values";

/** Parts of a secret `connection` that a person needs to read in an error. */
const readable = new Set(["host", "port", "user", "hostKey", "dialErrorLimit", "perDialTimeout"]);

/** Shorter strings would blot out ordinary words of an error. */
const shortest = 8;

function collect(value: Value, secret: boolean, found: string[]): void {
  if (value instanceof Secret) {
    collect(value.value, true, found);
    return;
  }
  if (value instanceof Unknown || value === null) return;
  if (typeof value === "string" && secret && value.length >= shortest) found.push(value, value.trim());
  if (typeof value !== "object") return;
  for (const [key, item] of Object.entries(value)) {
    if (!readable.has(key)) collect(item as Value, secret, found);
  }
}

/** @returns a function that replaces every secret string of these properties by "[secret]". */
export function scrubber(...sets: Props[]): (text: string) => string {
  const found: string[] = [];
  for (const set of sets) collect(set, false, found);
  const secrets = [...new Set(found)].filter((text) => text.length >= shortest).sort((a, b) => b.length - a.length);
  return (text) => secrets.reduce((rest, secret) => rest.split(secret).join("[secret]"), text);
}

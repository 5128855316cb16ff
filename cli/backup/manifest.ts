import { z } from "zod";
import { UserError } from "../../infra/user-error";

const megabyte = 1024 * 1024;

/** Largest size of each member in bytes, in the order in which they come; server/backup/manifest.py has the same. */
export const limits = {
  "site.bundle": 4096 * megabyte,
  "releases.jsonl": 4 * megabyte,
  "readers.jsonl": 64 * megabyte,
  "pages.sha256": 64 * megabyte,
  "certificate.tar": 4 * megabyte,
  "state.json": 64 * megabyte,
  "settings.yaml": megabyte,
} as const;

export type MemberName = keyof typeof limits;
const names = Object.keys(limits) as MemberName[];
/** The rest may be missing: one that the server sends by itself has nothing of the laptop. */
const needed: readonly MemberName[] = ["site.bundle", "releases.jsonl", "readers.jsonl"];

/** What only the laptop has. */
export const laptopMembers: readonly MemberName[] = ["state.json", "settings.yaml"];
/** What another server takes in. */
export const takenMembers: readonly MemberName[] = ["site.bundle", "releases.jsonl", "readers.jsonl"];

/** Of the manifest itself, in bytes. */
export const manifestLimit = 256 * 1024;

/** This program reads this format, and rejects a later one as a whole. */
export const format = 1;

const member = z
  .object({ name: z.enum(names), bytes: z.number().int().min(0), sha256: z.string().regex(/^[0-9a-f]{64}$/) })
  .refine(({ name, bytes }) => bytes <= limits[name], "a member is larger than it may be");

const schema = z.object({
  stack: z.string().regex(/^[A-Za-z0-9_.-]{1,100}$/),
  /** When it was begun, UTC. */
  at: z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
  /** Public key that signed it, `ssh-ed25519 BASE64`. */
  host: z.string().regex(/^ssh-ed25519 [A-Za-z0-9+/]+={0,2}$/),
  /** Where readers found the page. */
  url: z.string().regex(/^https?:\/\/[^\s]+$/),
  live: z.string().regex(/^[0-9a-f]{40}$/),
  certificate: z.object({ names: z.array(z.string()), ends: z.string() }).nullable(),
  members: z.array(member),
});

export type Manifest = z.output<typeof schema>;
export type Member = Manifest["members"][number];

const rejected = (why: string) => new UserError(`FH-BACKUP-MANIFEST: the backup's manifest is not as expected: ${why}`);

function read(text: string): Record<string, unknown> {
  try {
    const found: unknown = JSON.parse(text);
    if (typeof found === "object" && found !== null) return found as Record<string, unknown>;
  } catch {
    // Said below.
  }
  throw rejected("no JSON");
}

/**
 * Reads a manifest. Pure.
 * @throws UserError FH-RESTORE-NEWER for a later format, FH-BACKUP-MANIFEST for what is none
 */
export function parseManifest(text: string): Manifest {
  const found = read(text);
  if (typeof found["format"] === "number" && found["format"] > format)
    throw new UserError(
      `FH-RESTORE-NEWER: the backup has format ${found["format"]}, this checkout reads ${format}. Bring it forward: git pull`,
    );
  const parsed = schema.safeParse(found);
  if (found["format"] !== format || !parsed.success)
    throw rejected(parsed.error?.issues[0]?.path.join(".") ?? `format ${String(found["format"])}`);
  const listed = parsed.data.members.map(({ name }) => name);
  // Each once, in the one order: the archive is read in one pass.
  if (listed.join() !== names.filter((name) => listed.includes(name)).join())
    throw rejected("the order of its members");
  const missing = needed.filter((name) => !listed.includes(name));
  if (missing.length > 0) throw rejected(`without ${missing.join(", ")}`);
  return parsed.data;
}

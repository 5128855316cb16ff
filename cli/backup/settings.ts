import { existsSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { load } from "js-yaml";
import { httpsOf, type ValueOf } from "../../infra/settings/combinations";
import { declared, type SettingName, type Values } from "../../infra/settings/schema";
import { UserError } from "../../infra/user-error";
import { root } from "../paths";
import type { Wanted } from "./judge";

/** The file of a stack's settings. */
export const settingsFile = (stack: string) => join(root, `Pulumi.${stack}.yaml`);

/** A stack's settings as texts, without the prefix; encrypted ones are left out. */
export function rawSettings(text: string): Record<string, string> {
  const { config = {} } = ((text.trim() && load(text)) || {}) as { config?: Record<string, unknown> };
  return Object.fromEntries(
    Object.entries(config).flatMap(([key, value]) => {
      const [prefix, name = ""] = key.split(":", 2);
      if (prefix !== "freehold" || value === null) return [];
      if (typeof value === "object" && !Array.isArray(value)) return [];
      return [[name, typeof value === "object" ? JSON.stringify(value) : String(value)]];
    }),
  );
}

/** What a stack's file says of one setting, or its default. Throws a UserError for a wrong value. */
function settingOf<N extends SettingName>(raw: Readonly<Record<string, string>>, name: N): Values[N] {
  const found = declared[name].schema.safeParse(raw[name] ?? declared[name].default);
  if (found.success) return found.data as Values[N];
  throw new UserError(`FH-SETTING-VALUE: freehold:${name} has a wrong value; expected ${declared[name].expected}`);
}

export interface BackupSettings {
  /** Whether each `up` ends with a backup. */
  readonly afterUp: boolean;
  /** Absolute path. */
  readonly folder: string;
  readonly keep: number;
  readonly recipient: string | undefined;
  /** Whether it is a container on this laptop. */
  readonly rehearsed: boolean;
}

const rawOf = (stack: string) => {
  const file = settingsFile(stack);
  return existsSync(file) ? rawSettings(readFileSync(file, "utf8")) : {};
};

/**
 * Under which names a stack's site will have HTTPS.
 * @param url output of an earlier `up`, which has the address of a server without a domain
 */
export function wantedOf(stack: string, url: unknown): Wanted {
  const raw = rawOf(stack);
  const value: ValueOf = (name) => raw[name] ?? declared[name].default;
  const domains = settingOf(raw, "domain") ?? [];
  const before = typeof url === "string" ? [new URL(url).hostname] : undefined;
  const own = value("target") === "rehearsal" ? [settingOf(raw, "bindAddress")] : before;
  return { https: httpsOf(value) === "auto", names: domains.length > 0 ? domains : own };
}

/** What a stack's settings say about backups. */
export function backupSettings(stack: string): BackupSettings {
  const raw = rawOf(stack);
  const folder = settingOf(raw, "backupFolder").replace(/^~(?=\/|$)/, homedir());
  const rehearsed = settingOf(raw, "target") === "rehearsal";
  return {
    afterUp: (settingOf(raw, "backup") ?? (rehearsed ? "off" : "up")) === "up",
    folder: resolve(root, folder),
    keep: settingOf(raw, "backupKeep"),
    recipient: settingOf(raw, "backupRecipient"),
    rehearsed,
  };
}

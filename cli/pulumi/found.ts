import { join } from "node:path";
import { readJson, writeWhole } from "../files";
import { toolDir } from "../paths";

/** Where a part comes from. `stand-in`: ours, because the official one cannot be had on this network. `attached`:
 * runs already, named by PULUMI_DEBUG_PROVIDERS. */
export type Origin = "path" | "official" | "built" | "stand-in" | "attached";

/** What set-up found or made for this clone, so that the next run need not look again. */
export interface Found {
  readonly cli?: {
    readonly path: string;
    readonly version: string;
    readonly origin: Origin;
    /** Size and time of the file: another program under the same name is looked at anew. */
    readonly stamp: string;
  };
  readonly languageHost?: Origin;
  /** By plugin name: `command`, `docker`, `oci`. */
  readonly plugins?: { readonly [name: string]: Origin };
}

const file = join(toolDir, "found.json");

export const readFound = (): Found => readJson<Found>(file) ?? {};

export function recordFound(part: Found) {
  writeWhole(file, `${JSON.stringify({ ...readFound(), ...part }, null, 2)}\n`);
}

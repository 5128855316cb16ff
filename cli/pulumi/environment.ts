import { existsSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { runVariables } from "../../infra/run";
import { baseImagesDir, binDir } from "../paths";
import { backendUrlFor } from "./backend";
import { type Found, readFound } from "./found";

type Variables = Readonly<Record<string, string>>;

/** The variables that raw `pulumi` commands need, given what the user has set and what set-up found. Pure but for paths. */
export function variablesFor(user: NodeJS.ProcessEnv, found: Found): Variables {
  const folders = [binDir, ...(found.cli ? [dirname(found.cli.path)] : [])];
  const others = (user["PATH"] ?? "").split(delimiter).filter((folder) => folder && !folders.includes(folder));
  const passphraseIsSet =
    user["PULUMI_CONFIG_PASSPHRASE"] !== undefined || user["PULUMI_CONFIG_PASSPHRASE_FILE"] !== undefined;
  const standIns = found.languageHost === "stand-in";
  const backend = backendUrlFor(user);
  return {
    PATH: [...folders, ...others].join(delimiter),
    PULUMI_SKIP_UPDATE_CHECK: "true",
    // The committed Pulumi.dev.yaml is salted for the empty passphrase; a user's own choice is left alone.
    ...(passphraseIsSet ? {} : { PULUMI_CONFIG_PASSPHRASE: "" }),
    ...(backend === undefined ? {} : { PULUMI_BACKEND_URL: backend }),
    ...(standIns ? { PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true" } : {}),
  };
}

/** Tells the program where base images are that a rehearsed server cannot pull; nothing where it can. */
export const baseImagesVariable = () => runVariables(existsSync(baseImagesDir) ? { baseImages: baseImagesDir } : {});

/** All that `pulumi` needs here, as set-up left this clone. */
export const ownVariables = (): Variables => ({
  ...variablesFor(process.env, readFound()),
  ...baseImagesVariable(),
});

/** The environment for Pulumi's commands and for tests: the user's own with ours on top. */
export const pulumiEnvironment = (): NodeJS.ProcessEnv => ({ ...process.env, ...ownVariables() });

/** Lines for a shell's `eval`: every value quoted, so that a folder's name cannot become a command. Pure. */
export const exportLines = (variables: Variables) =>
  Object.entries(variables)
    .map(([name, value]) => `export ${name}='${value.replaceAll("'", "'\\''")}'`)
    .join("\n");

/** The CLI as a path, for those who start it themselves. */
export const pulumiCommand = () => readFound().cli?.path ?? join(binDir, "pulumi");

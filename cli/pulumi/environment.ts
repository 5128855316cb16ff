import { existsSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { runVariables } from "../../infra/run";
import type { StackPlace } from "../../infra/targets/oracle/recovery/ask";
import { baseImagesDir, binDir, root } from "../paths";
import { backendUrlFor } from "./backend";
import { type Found, readFound } from "./found";

/** Values of variables; undefined: the variable must not be there. */
type Variables = Readonly<Record<string, string | undefined>>;

/** The one stack whose passphrase is known to everybody: it is empty, and Pulumi.dev.yaml is salted for it. */
export const sampleStack = "dev";

/** A rehearsed server that `npm run drill` makes of a backup and removes; its passphrase is empty, too. */
export const drillStack = "backup-drill";

/** Whether a stack's passphrase is empty whatever the user has set: it guards a container on loopback. */
export const isSample = (stack: string): boolean => stack === sampleStack || stack === drillStack;

/** Pulumi's variables that mean this project, too. All others were exported for another one, or change what a command does. */
const kept =
  /^PULUMI_(HOME|BACKEND_URL|ACCESS_TOKEN|CREDENTIALS_PATH|CONFIG_PASSPHRASE(_FILE)?|DEBUG_PROVIDERS|DEBUG_GRPC|DIY_\w+|SELF_MANAGED_\w+)$/;

/** What reaches Docker's command and Pulumi's plugins by itself and that they must not follow, with the reason. */
export const neverOurs = [
  // The engine is named by its address: Pulumi's docker plugin knows no chosen context.
  "DOCKER_CONTEXT",
  // An image for another processor than the engine's own cannot play the server.
  "DOCKER_DEFAULT_PLATFORM",
  // Pulls of images without a signature fail, and Docker has none for its own any more (it ended Notary in 2025).
  "DOCKER_CONTENT_TRUST",
  "DOCKER_CONTENT_TRUST_SERVER",
  // A version that one engine spoke once; client and engine agree on one by themselves.
  "DOCKER_API_VERSION",
  // Another builder keeps what it builds to itself, and a server's image is then missing from the engine.
  "BUILDX_BUILDER",
  "BUILDKIT_HOST",
  // Pulumi's command plugin fails on a socket without an agent, although it is given a key.
  "SSH_AUTH_SOCK",
];

/** What a client needs to reach an engine over TLS: with a socket, docker looks for certificates that are not there. */
export const tlsNames = ["DOCKER_TLS", "DOCKER_TLS_VERIFY", "DOCKER_CERT_PATH"];

/** Names that must not be set for an engine at `address` (undefined: the usual socket). Pure. */
export const unwantedFor = (address: string | undefined) => [
  ...neverOurs,
  ...(address === undefined || address.startsWith("unix:") ? tlsNames : []),
];

function passphrase(user: NodeJS.ProcessEnv, stack: string): Variables {
  if (isSample(stack)) return { PULUMI_CONFIG_PASSPHRASE: "", PULUMI_CONFIG_PASSPHRASE_FILE: undefined };
  const { PULUMI_CONFIG_PASSPHRASE: words, PULUMI_CONFIG_PASSPHRASE_FILE: file } = user;
  return {
    ...(words === undefined ? {} : { PULUMI_CONFIG_PASSPHRASE: words }),
    ...(file === undefined ? {} : { PULUMI_CONFIG_PASSPHRASE_FILE: file }),
  };
}

/**
 * The variables that Pulumi's processes need, and those they must not have, given what the user has set and what set-up found.
 * The only place where that is decided. Pure but for paths.
 */
export function variablesFor(user: NodeJS.ProcessEnv, found: Found, stack: string = sampleStack): Variables {
  const folders = [binDir, ...(found.cli ? [dirname(found.cli.path)] : [])];
  const others = (user["PATH"] ?? "").split(delimiter).filter((folder) => folder && !folders.includes(folder));
  const standIns = found.languageHost === "stand-in";
  const backend = backendUrlFor(user);
  const foreign = Object.keys(user).filter((name) => /^PULUMI_/.test(name) && !kept.test(name));
  const unset = [...foreign, ...unwantedFor(user["DOCKER_HOST"]).filter((name) => user[name] !== undefined)];
  return {
    ...Object.fromEntries(unset.map((name) => [name, undefined])),
    PATH: [...folders, ...others].join(delimiter),
    PULUMI_SKIP_UPDATE_CHECK: "true",
    ...passphrase(user, stack),
    // Pulumi must not see the agent (`neverOurs`); the target ssh logs in with the keys in it.
    ...(user["SSH_AUTH_SOCK"] === undefined ? {} : { FREEHOLD_SSH_AGENT: user["SSH_AUTH_SOCK"] }),
    ...(user["DOCKER_HOST"] === undefined ? {} : { DOCKER_HOST: user["DOCKER_HOST"] }),
    ...(backend === undefined ? {} : { PULUMI_BACKEND_URL: backend }),
    ...(standIns ? { PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true" } : {}),
  };
}

/** Tells the program where base images are that a rehearsed server cannot pull; nothing where it can. */
export const baseImagesVariable = () => runVariables(existsSync(baseImagesDir) ? { baseImages: baseImagesDir } : {});

/** All that `pulumi` needs here for a stack, as set-up left this clone. */
export const ownVariables = (stack: string = sampleStack): Variables => ({
  ...variablesFor(process.env, readFound(), stack),
  ...baseImagesVariable(),
});

/** The environment for Pulumi's commands and for tests: the user's own with ours on top. */
export const pulumiEnvironment = (stack: string = sampleStack): NodeJS.ProcessEnv =>
  Object.fromEntries(
    Object.entries({ ...process.env, ...ownVariables(stack) }).filter(([, value]) => value !== undefined),
  );

/** Where a stack of this clone lives. */
export const placeOf = (stack: string): StackPlace => ({
  stack,
  folder: root,
  environment: pulumiEnvironment(stack),
});

/** Lines for a shell's `eval`: every value quoted, so that a folder's name cannot become a command. Pure. */
export const exportLines = (variables: Variables) =>
  Object.entries(variables)
    .map(([name, value]) =>
      value === undefined ? `unset ${name}` : `export ${name}='${value.replaceAll("'", "'\\''")}'`,
    )
    .join("\n");

/** The CLI as a path, for those who start it themselves. */
export const pulumiCommand = () => readFound().cli?.path ?? join(binDir, "pulumi");

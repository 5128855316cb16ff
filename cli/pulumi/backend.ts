import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { load } from "js-yaml";
import { readJson } from "../files";
import { pulumiHome, root } from "../paths";

interface Project {
  readonly name?: string;
  readonly backend?: { readonly url?: string };
  readonly config?: Readonly<Record<string, { readonly default?: unknown }>>;
}

/** Whose backend is meant: the folder of Pulumi.yaml, and the environment of Pulumi's commands there. */
interface Place {
  readonly folder: string;
  readonly environment: NodeJS.ProcessEnv;
}
const here: Place = { folder: root, environment: process.env };

function readProject(folder: string = root): Project {
  const file = join(folder, "Pulumi.yaml");
  return existsSync(file) ? ((load(readFileSync(file, "utf8")) ?? {}) as Project) : {};
}

/** A setting's default, as Pulumi.yaml has it. Not from infra's schema: loading that takes longer than most commands. */
export const defaultOf = (setting: string) => readProject().config?.[setting]?.default;

export const projectName = (folder: string = root) => readProject(folder).name ?? "freehold";

/** The value for PULUMI_BACKEND_URL, where neither the user nor Pulumi.yaml names a backend; else undefined. */
export function backendUrlFor(user: NodeJS.ProcessEnv): string | undefined {
  if (user["PULUMI_BACKEND_URL"] || readProject().backend?.url) return undefined;
  return `file://${join(root, ".state")}`;
}

/** Where the state is, in Pulumi's own order: the environment, Pulumi.yaml, the last `pulumi login`. */
export function backendUrl({ folder, environment }: Place = here): string {
  const stored = readJson<{ current?: string }>(join(pulumiHome, "credentials.json"))?.current;
  const own = environment["PULUMI_BACKEND_URL"] || readProject(folder).backend?.url;
  return own || backendUrlFor(environment) || stored || "";
}

/** The folder of a file backend, relative ones from Pulumi.yaml's; undefined for any other kind. Pure but for paths. */
export function folderOf(url: string, base: string = root): string | undefined {
  if (!url.startsWith("file://")) return undefined;
  const path = url.slice("file://".length).split("?")[0] ?? "";
  return path.startsWith("~") ? join(homedir(), path.slice(1)) : resolve(base, path);
}

/**
 * What is wrong with the name of a file backend's folder, or undefined: Pulumi writes its path into a URL as it is, where a percent
 * sign and a question mark mean something else. Pure.
 */
export function folderProblem(folder: string | undefined): string | undefined {
  if (folder === undefined || !/[%?]/.test(folder)) return undefined;
  return (
    `FH-FOLDER-NAME: the state's folder would be ${folder}, and Pulumi takes no path with "%" or "?" in it. ` +
    "Rename that folder, or set PULUMI_BACKEND_URL to another place"
  );
}

/** Pulumi does not make a file backend's folder itself. */
export function ensureBackendFolder() {
  const folder = folderOf(backendUrl());
  if (folder) mkdirSync(folder, { recursive: true, mode: 0o700 });
}

/** A stack's checkpoint in a file backend; undefined where the backend is of another kind. */
export function checkpointFile(stack: string, place: Place = here): string | undefined {
  const folder = folderOf(backendUrl(place), place.folder);
  return folder && join(folder, ".pulumi", "stacks", projectName(place.folder), `${stack}.json`);
}

/** The folder of a stack's locks in a file backend. */
export function lockFolder(stack: string, place: Place = here): string | undefined {
  const folder = folderOf(backendUrl(place), place.folder);
  return folder && join(folder, ".pulumi", "locks", "organization", projectName(place.folder), stack);
}

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

function readProject(): Project {
  const file = join(root, "Pulumi.yaml");
  return existsSync(file) ? ((load(readFileSync(file, "utf8")) ?? {}) as Project) : {};
}

/** A setting's default, as Pulumi.yaml has it. Not from infra's schema: loading that takes longer than most commands. */
export const defaultOf = (setting: string) => readProject().config?.[setting]?.default;

export const projectName = () => readProject().name ?? "freehold";

/** The value for PULUMI_BACKEND_URL, where neither the user nor Pulumi.yaml names a backend; else undefined. */
export function backendUrlFor(user: NodeJS.ProcessEnv): string | undefined {
  if (user["PULUMI_BACKEND_URL"] || readProject().backend?.url) return undefined;
  return `file://${join(root, ".state")}`;
}

/** Where the state is, in Pulumi's own order: the environment, Pulumi.yaml, the last `pulumi login`. */
export function backendUrl(): string {
  const stored = readJson<{ current?: string }>(join(pulumiHome, "credentials.json"))?.current;
  return process.env["PULUMI_BACKEND_URL"] || readProject().backend?.url || backendUrlFor(process.env) || stored || "";
}

/** The folder of a file backend, relative ones from the project's root; undefined for any other kind. Pure but for paths. */
export function folderOf(url: string): string | undefined {
  if (!url.startsWith("file://")) return undefined;
  const path = url.slice("file://".length).split("?")[0] ?? "";
  return path.startsWith("~") ? join(homedir(), path.slice(1)) : resolve(root, path);
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
export function checkpointFile(stack: string): string | undefined {
  const folder = folderOf(backendUrl());
  return folder && join(folder, ".pulumi", "stacks", projectName(), `${stack}.json`);
}

/** The folder of a stack's locks in a file backend. */
export function lockFolder(stack: string): string | undefined {
  const folder = folderOf(backendUrl());
  return folder && join(folder, ".pulumi", "locks", "organization", projectName(), stack);
}

import { homedir } from "node:os";
import { join, resolve } from "node:path";

/** The project's root: the folder above this one, wherever the command was typed. */
export const root = resolve(__dirname, "..");

/** A path that a person typed: npm changes into the project's folder, INIT_CWD is where the person is. */
export const typed = (path: string): string => resolve(process.env["INIT_CWD"] ?? root, path);

/** What set-up makes for this clone; ignored by git, safe to delete. */
export const toolDir = join(root, ".toolchain");
export const binDir = join(toolDir, "bin");
export const logDir = join(toolDir, "log");
/** Base images as files; there ONLY where no registry answers, so that a rehearsed server cannot pull them. */
export const baseImagesDir = join(toolDir, "base");

/** Heavy artefacts shared by all clones of this user: `$XDG_CACHE_HOME/freehold`, default `~/.cache/freehold`. */
export const cacheDir = join(process.env["XDG_CACHE_HOME"] || join(homedir(), ".cache"), "freehold");

/** Where Pulumi keeps its plugins and official downloads: `$PULUMI_HOME`, default `~/.pulumi`. */
export const pulumiHome = process.env["PULUMI_HOME"] || join(homedir(), ".pulumi");

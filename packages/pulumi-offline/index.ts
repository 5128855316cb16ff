import { makeBaseImage, saveImage } from "./base-image/make";
import { bundleExecutable } from "./bundle";
import type { Host, Progress } from "./host";
import { installStandIns, ociForTests, type StandIn } from "./install";
import { buildPulumi, builtPath } from "./pulumi-cli/build";
import { findGo, goWanted } from "./pulumi-cli/go";

export { judgeDownload } from "./download-verdict";
export type { Host } from "./host";
export type { StandIn } from "./install";

/**
 * Makes the stand-in for the plugin `oci`, for tests against a fake cloud, in a folder; it refuses to ask anything else.
 * Milliseconds where nothing has changed.
 */
export const makeOciForTests = (host: Pick<Host, "binDir" | "lockfile">) => bundleExecutable(host, ociForTests);

/**
 * The door of this package: all that the project knows of it (README.md).
 * @param host what the project hands in: folders, and how to run commands
 */
export const pulumiOffline = (host: Host) => ({
  /** Makes the executables of these stand-ins, and removes those of others. Milliseconds where nothing has changed. */
  installStandIns: (names: readonly StandIn[]) => installStandIns(host, names),
  /** Path of the CLI where it has been built; nothing may be there yet. */
  builtPulumi: (version: string) => builtPath(host, version),
  /** Builds the CLI, in 3 to 5 minutes, and returns its path. */
  buildPulumi: (version: string, doing: Progress, log: string) => buildPulumi(host, version, doing, log),
  /** The oldest Go that can build the CLI. */
  goWanted,
  /** The machine's Go, or the one of Python's package index. */
  findGo: (doing: Progress, log: string) => findGo(host, doing, log),
  /** Makes a Docker image of Debian's minimal system from its packages, in 16 s. */
  makeBaseImage: (image: string, doing: Progress, log: string) => makeBaseImage(host, image, doing, log),
  /** Saves an image as a file, for an engine that cannot pull it. */
  saveImage: (image: string, file: string, log: string) => saveImage(host, image, file, log),
});

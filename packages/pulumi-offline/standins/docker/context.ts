import { type Dirent, existsSync, readdirSync, readFileSync } from "node:fs";
import { join, posix } from "node:path";

/** Reads the build context's entries, directories included, that .dockerignore leaves in; paths relative, sorted. */
export async function contextEntries(context: string, dockerfile: string): Promise<string[]> {
  const { default: dockerignore } = await import("@balena/dockerignore");
  const rules = join(context, ".dockerignore");
  const text = existsSync(rules) ? readFileSync(rules, "utf8") : "";
  const ignored = dockerignore().add(text);
  // The builder needs both even where they are ignored (docker/cli, build.TrimBuildFilesFromExcludes).
  const always = new Set([posix.normalize(dockerfile), ".dockerignore"]);
  // A "!" rule may bring something back from under an ignored directory.
  const mayReturn = /^!/m.test(text);
  const walk = (directory: string): string[] =>
    list(context, directory).flatMap((entry) => {
      const path = posix.join(directory, entry.name);
      const kept = always.has(path) || !ignored.ignores(path);
      const needed = mayReturn || [...always].some((file) => file.startsWith(`${path}/`));
      const below = entry.isDirectory() && (kept || needed) ? walk(path) : [];
      return kept || below.length > 0 ? [path, ...below] : [];
    });
  return walk("");
}

function list(context: string, directory: string): Dirent[] {
  try {
    const entries = readdirSync(join(context, directory), { withFileTypes: true });
    return entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch (error) {
    throw new Error(`cannot read the build context ${join(context, directory)}: ${(error as Error).message}`);
  }
}

/** The build context as a tar stream. */
export async function packContext(context: string, dockerfile: string): Promise<NodeJS.ReadableStream> {
  const { pack } = await import("tar-fs");
  const entries = await contextEntries(context, dockerfile);
  // Every directory is an entry of its own here: tar-fs must not add what is below one.
  return pack(context, { entries, ignore: () => true, umask: 0 });
}

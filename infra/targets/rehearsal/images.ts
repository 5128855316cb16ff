import { createHash } from "node:crypto";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join, relative } from "node:path";
import * as docker from "@pulumi/docker";
import type * as pulumi from "@pulumi/pulumi";
import { proxyArguments, readNetwork } from "./company-network";

const folder = join(__dirname, "images");

/**
 * One hash over names, contents and the owner's execute bits below a folder, so that a changed file gives the image another tag. All
 * other bits of a mode are the umask's of whoever cloned: the Dockerfiles set them.
 */
export function hashFolder(path: string): string {
  const hash = createHash("sha256");
  const files = readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  for (const file of files)
    hash
      .update(`${relative(path, file)}\0${statSync(file).mode & 0o100 ? "x" : "-"}`)
      .update(readFileSync(file))
      .update("\0");
  return hash.digest("hex").slice(0, 12);
}

/**
 * Builds one of the three images of a rehearsal (`machine`, `edge`, `link-local`) with the local engine.
 * It stays after `destroy`, as a cache; `npm run destroy -- --images` takes it by its label.
 */
export function buildImage(kind: "machine" | "edge" | "link-local", parent: pulumi.Resource): docker.RemoteImage {
  const context = join(folder, kind);
  const buildArgs = proxyArguments(readNetwork(process.env));
  const proxied = Object.keys(buildArgs).length > 0;
  return new docker.RemoteImage(
    `${kind}-image`,
    {
      name: `freehold/${kind}:${hashFolder(context)}`,
      keepLocally: true,
      build: { context, forceRemove: true, ...(proxied ? { buildArgs } : {}) },
    },
    // The folder's absolute path is no property of the image: another checkout of the same commit changes nothing.
    { parent, ignoreChanges: ["build"] },
  );
}

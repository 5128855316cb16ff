import { join } from "node:path";
import { pulumiOffline } from "../packages/pulumi-offline/index";
import { execute, must } from "./execute";
import { installPackages } from "./machine/debian-packages";
import { ensurePython } from "./machine/python";
import { binDir, cacheDir, root } from "./paths";

/** What stands in where Pulumi's downloads or image registries are blocked, for this clone. */
export const offline = pulumiOffline({
  binDir,
  cacheDir,
  lockfile: join(root, "package-lock.json"),
  execute,
  must,
  installPackages,
  python: ensurePython,
});

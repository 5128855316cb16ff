import { symlinkSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { buildSync } from "esbuild";

const project = resolve(__dirname, "../..");

/**
 * Makes a program one JavaScript file in the folder: dozens of runs would each transpile every source again. Packages stay
 * outside, so they are the same ones.
 */
export function bundleProgram(folder: string, program: string): void {
  symlinkSync(join(project, "node_modules"), join(folder, "node_modules"));
  buildSync({
    entryPoints: [program],
    outfile: join(folder, "index.js"),
    bundle: true,
    platform: "node",
    packages: "external",
    logLevel: "error",
  });
  writeFileSync(join(folder, "package.json"), JSON.stringify({ name: "freehold-engine-test", main: "index.js" }));
}

import { rmSync } from "node:fs";
import { join } from "node:path";
import { execute, must } from "../execute";
import { baseImagesDir, toolDir } from "../paths";
import { say } from "../step";
import { baseImage } from "./base-images";

/** Images this project built or made here: by label, and by the repository names it gives. A pulled base image is not ours. */
const filters = ["label=freehold", "label=freehold.base", "reference=freehold/*"];

/** Removes the images that only cache builds. Those that another stack's containers still use stay, and are named. */
export async function removeImages(): Promise<void> {
  const lists = await Promise.all(
    filters.map((filter) => must("docker", ["image", "ls", "--all", "--quiet", "--no-trunc", "--filter", filter])),
  );
  const ids = [...new Set(lists.flatMap((list) => list.split("\n").filter(Boolean)))];
  for (const id of ids) {
    const { code, output } = await execute("docker", ["image", "rm", "--force", id]);
    if (code !== 0 && !/no such image/i.test(output)) say(`images: ${id.slice(7, 19)} stays: ${output.trim()}`);
  }
  rmSync(baseImagesDir, { recursive: true, force: true });
  rmSync(join(toolDir, "base.json"), { force: true });
  say(`images: removed what was built here, and ${baseImage} where it was made here`);
}

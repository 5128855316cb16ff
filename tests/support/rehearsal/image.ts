import { join, resolve } from "node:path";
import { hashFolder } from "../../../infra/targets/rehearsal/images";
import { ask } from "./run";

const images = resolve(__dirname, "../../../infra/targets/rehearsal/images");

/** Name of one of the rehearsal's images, built by the first who needs it (a minute for the machine's). */
export function rehearsalImage(kind: "machine" | "edge" | "link-local"): string {
  const context = join(images, kind);
  const name = `freehold/${kind}:${hashFolder(context)}`;
  if (ask("docker", ["images", "-q", name]) === "") ask("docker", ["build", "-q", "-t", name, context]);
  return name;
}

import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { judgeDownload } from "../../packages/pulumi-offline/index";
import { endOf, execute } from "../execute";
import { readJson, writeWhole } from "../files";
import { offline } from "../offline";
import { baseImagesDir, toolDir } from "../paths";
import { type Step, say } from "../step";
import { authorityHash, makeCompanyBase } from "./company-base";

export const baseImage = "debian:trixie-slim";

/** The image as a file for the rehearsed server's own Docker. */
export const baseTar = join(baseImagesDir, "debian-trixie-slim.tar");
/** Beside the folder, not in it: the rehearsal takes the folder's presence as the sign that images must be carried in. */
const record = join(toolDir, "base.json");

/** What the engine has. `local`: made or loaded on this machine, so that a rehearsed server cannot pull it and must be given `baseTar`. */
export interface BaseRecord {
  readonly image: string;
  readonly id: string;
  readonly local: boolean;
  /** The authority of a company's proxy that the carried image trusts, by its hash. Absent: none. */
  readonly authority?: string | undefined;
}

/** What the engine has of the image; undefined: nothing. A pulled image has a digest of its registry, a made one has none. */
async function inspect(): Promise<BaseRecord | undefined> {
  const format = "{{.Id}} {{len .RepoDigests}}";
  const { code, stdout } = await execute("docker", ["image", "inspect", "--format", format, baseImage]);
  if (code !== 0) return undefined;
  const [id = "", digests] = stdout.trim().split(" ");
  return { image: baseImage, id, local: digests === "0", authority: authorityHash() };
}

/** Whether a rehearsed server is given its base image, for it can pull none that does. */
const isCarried = ({ local, authority }: BaseRecord) => local || authority !== undefined;

async function save(found: BaseRecord, doing: (what: string) => void, log: string) {
  rmSync(baseImagesDir, { recursive: true, force: true });
  if (isCarried(found)) {
    const image = found.authority ? await makeCompanyBase(baseImage, doing, log) : baseImage;
    doing("saving it for the rehearsed server");
    await offline.saveImage(image, baseTar, log);
  }
  writeWhole(record, `${JSON.stringify(found)}\n`);
}

const describe = (found: BaseRecord) =>
  `${found.image}, ${found.local ? "made here" : "from its registry"}${found.authority ? ", with the company's authority" : ""}`;

async function pull(doing: (what: string) => void, log: string): Promise<boolean> {
  doing(`pulling ${baseImage}`);
  const { code, output } = await execute("docker", ["pull", "--quiet", baseImage], { log, timeout: 180 });
  if (code === 0) return true;
  const why = judgeDownload(output) === "blocked" ? "no image registry can be reached" : "the pull failed";
  say(`base image: ${why} (${endOf(output, 1)}); making it from Debian's packages`);
  return false;
}

/** Makes sure of `debian:trixie-slim`: there, pulled, or made. Everything we build starts from it. */
export const baseImages: Step = {
  name: "base image",
  there: async () => {
    const found = await inspect();
    const saved = readJson<BaseRecord>(record);
    if (!found || saved?.id !== found.id || saved.authority !== found.authority) return undefined;
    return isCarried(found) && !existsSync(baseTar) ? undefined : describe(found);
  },
  work: async (doing, log) => {
    if (!(await inspect()) && !(await pull(doing, log))) await offline.makeBaseImage(baseImage, doing, log);
    const found = await inspect();
    if (!found) throw new Error(`${baseImage} is still missing after it was pulled or made`);
    await save(found, doing, log);
    return describe(found);
  },
};

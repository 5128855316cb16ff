import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { must } from "../../../cli/execute";
import { offline } from "../../../cli/offline";
import { cacheDir } from "../../../cli/paths";
import { hashFolder } from "../../../infra/targets/rehearsal/images";
import { ask } from "../rehearsal/run";

const version = "v2.9.0";
const image = join(__dirname, "image");

/** Pebble, built once per machine from its Go module (23 s). Debian's is too old for profiles and bare addresses. */
async function pebble(): Promise<string> {
  const folder = join(cacheDir, `pebble-${version}`);
  const binary = join(folder, "pebble");
  if (existsSync(binary)) return binary;
  mkdirSync(folder, { recursive: true });
  const log = join(folder, "build.log");
  const go = await offline.findGo(() => {}, log);
  const env = { ...go.env, GOFLAGS: "-buildvcs=false", GOBIN: folder };
  await must(go.command, ["install", `github.com/letsencrypt/pebble/v2/cmd/pebble@${version}`], {
    env,
    log,
    timeout: 900,
  });
  return binary;
}

/** Name of the CA's image, built by the first who needs it. */
export async function certificateAuthorityImage(): Promise<string> {
  const name = `freehold/certificate-authority:${version}-${hashFolder(image)}`;
  if (ask("docker", ["images", "-q", name]) !== "") return name;
  const context = mkdtempSync(join(tmpdir(), "freehold-ca-"));
  cpSync(image, context, { recursive: true });
  cpSync(await pebble(), join(context, "pebble"));
  ask("docker", ["build", "-q", "-t", name, context]);
  rmSync(context, { recursive: true });
  return name;
}

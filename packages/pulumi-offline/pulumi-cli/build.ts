import { mkdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { besides, hashOf } from "../files";
import type { Host, Progress } from "../host";
import { findGo } from "./go";

const packagePath = "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi";
const versionVariable = "github.com/pulumi/pulumi/sdk/v3/go/common/version.Version";

/** Where a CLI built from the committed go.mod and go.sum is kept: other hashes, another place. */
export function builtPath(host: Host, version: string): string {
  const locked = hashOf(readFileSync(join(__dirname, "go.mod")), readFileSync(join(__dirname, "go.sum")));
  return join(host.cacheDir, `pulumi-${version}`, locked, "pulumi");
}

/**
 * Builds the Pulumi CLI from its Go module, versions and hashes locked by go.mod and go.sum. Takes 3 to 5 minutes on two cores
 * with cold caches and 1.5 GB of Go's build cache; the result has 115 MB.
 */
export async function buildPulumi(host: Host, version: string, doing: Progress, log: string): Promise<string> {
  const go = await findGo(host, doing, log);
  const target = builtPath(host, version);
  const temporary = besides(target);
  mkdirSync(dirname(target), { recursive: true });
  doing(`building ${version} from its Go module (minutes, once per machine)`);
  const flags = ["-trimpath", "-ldflags", `-s -w -X ${versionVariable}=v${version}`];
  await host.must(go.command, ["build", ...flags, "-o", temporary, packagePath], {
    cwd: __dirname,
    env: go.env,
    log,
    timeout: 3600,
  });
  renameSync(temporary, target);
  for (const rest of go.disposable) rmSync(rest, { recursive: true, force: true });
  return target;
}

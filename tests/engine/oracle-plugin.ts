import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { pulumiHome, root, toolDir } from "../../cli/paths";
import { pluginVersion } from "../../cli/pulumi/plugins";
import { makeOciForTests } from "../../packages/pulumi-offline/index";

/** Which plugin `oci` the engine tests go through. */
export type OciOrigin = "official" | "stand-in";

const version = pluginVersion("oci");

/** Pulumi's own where it is installed. */
export const ociOrigin = (): OciOrigin =>
  existsSync(join(pulumiHome, "plugins", `resource-oci-v${version}`)) ? "official" : "stand-in";

/** Clients of the official provider that this project's resources and data sources go through. */
const clients = [
  "oci_core.ComputeClient",
  "oci_core.VirtualNetworkClient",
  "oci_core.BlockstorageClient",
  "oci_identity.IdentityClient",
  "oci_limits.LimitsClient",
  "oci_limits.QuotasClient",
  "oci_budget.BudgetClient",
  "oci_load_balancer.LoadBalancerClient",
  "oci_network_load_balancer.NetworkLoadBalancerClient",
];

/** Sends all requests to one host, whatever the region. */
export const overrides = (url: string) => clients.map((client) => `${client}=${url}`).join(";");

/**
 * What the engine's environment needs so that it asks the fake cloud.
 * @param folder has `.oci/config`
 * @param path the PATH so far
 */
export async function ociEnvironment(
  folder: string,
  port: number,
  path: string | undefined,
): Promise<NodeJS.ProcessEnv> {
  const binDir = join(toolDir, "test");
  const standIn = ociOrigin() === "stand-in";
  if (standIn) await makeOciForTests({ binDir, lockfile: join(root, "package-lock.json") });
  return {
    OCI_CONFIG_FILE: join(folder, ".oci", "config"),
    CLIENT_HOST_OVERRIDES: overrides(`http://127.0.0.1:${port}`),
    // Waits and retries of the stand-in take a hundredth of their time. The official plugin has its own.
    FREEHOLD_OCI_PACE: "0.01",
    ...(standIn ? { PATH: [binDir, path].join(delimiter) } : {}),
  };
}

import * as docker from "@pulumi/docker";
import type * as pulumi from "@pulumi/pulumi";
import type { Plan } from "../../plan";
import { buildImage } from "./images";

/**
 * The container that plays 169.254.169.254: the server's only resolver, and Oracle's metadata service with the real
 * user-data in it, so that a test can show who may fetch it.
 */
export function makeLinkLocal(
  plan: Plan,
  network: docker.Network,
  userData: pulumi.Input<string>,
  parent: pulumi.Resource,
): docker.Container {
  const image = buildImage("link-local", parent);
  return new docker.Container(
    "link-local",
    {
      name: `${plan.name}-link-local`,
      image: image.imageId,
      labels: [{ label: "freehold", value: plan.tags.freehold }],
      networksAdvanced: [{ name: network.name }],
      restart: "unless-stopped",
      mustRun: false,
      // It logs every DNS query; json-file, because not every engine's default driver can be read back.
      logDriver: "json-file",
      logOpts: { "max-size": "1m", "max-file": "2" },
      // NET_ADMIN: it gives itself the address 169.254.169.254 on the server's wire.
      capabilities: {
        drops: ["ALL"],
        adds: ["CAP_NET_ADMIN", "CAP_NET_BIND_SERVICE", "CAP_SETUID", "CAP_SETGID", "CAP_CHOWN", "CAP_DAC_OVERRIDE"],
      },
      uploads: [{ file: "/srv/metadata/opc/v2/instance/metadata/user_data", content: userData }],
    },
    { parent, deleteBeforeReplace: true, ignoreChanges: ["uploads"] },
  );
}

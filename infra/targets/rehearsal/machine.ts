import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import type { Plan } from "../../plan";
import { subnet } from "./addresses";
import { companyUploads, readNetwork } from "./company-network";
import { buildImage } from "./images";
import { isolation } from "./isolation";

const seed = "/var/lib/cloud/seed/nocloud";

/** What cloud-init's NoCloud source calls an instance: a new id makes it run first boot again. */
const metaData = (plan: Plan) => `instance-id: ${plan.name}\nlocal-hostname: ${plan.name}\n`;

/** Memory without swap, and CPU, of the shape that is played. In MB and cores, as Docker takes them. */
export function limits(plan: Plan): { memory: number; memorySwap: number; cpus?: string } {
  const memory = Math.round(plan.shape.memoryGb * 1024);
  const { cpuLimit } = plan.settings;
  return { memory, memorySwap: memory, ...(cpuLimit > 0 ? { cpus: String(cpuLimit) } : {}) };
}

/**
 * What a running server keeps although the program says otherwise: all that replaces it (ForceNew of the official plugin).
 * `npm run rebuild` honours it all. What is left changes in place: memory, and what counts from the next start or stop on.
 */
const kept = [
  ...["image", "hostname", "labels", "envs", "uploads", "volumes", "networksAdvanced"],
  ...["capabilities", "securityOpts", "cgroupnsMode", "cpus", "stopTimeout"],
];

/** The container that plays the server. Nothing replaces it unasked: not a newer image, not other user-data. */
export function makeMachine(
  plan: Plan,
  network: docker.Network,
  userData: pulumi.Input<string>,
  opts: { parent: pulumi.Resource; dependsOn: pulumi.Resource[] },
): docker.Container {
  const image = buildImage("machine", opts.parent);
  const label = { label: "freehold", value: plan.tags.freehold };
  return new docker.Container(
    "machine",
    {
      name: plan.name,
      hostname: plan.name,
      image: image.imageId,
      labels: [label],
      ...isolation,
      ...limits(plan),
      // systemd wants /run empty at every boot, as on a real machine.
      tmpfs: { "/run": "", "/tmp": "" },
      networksAdvanced: [{ name: network.name }],
      envs: [`REHEARSAL_ADDRESS=${subnet.server}`, `REHEARSAL_GATEWAY=${subnet.gateway}`, "container=docker"],
      volumes: [
        // An engine's layers cannot lie on a container's own layered file system. Nameless, the volume ends with the machine.
        { containerPath: "/var/lib/docker" },
        ...(plan.baseImages ? [{ hostPath: plan.baseImages, containerPath: "/opt/base-images", readOnly: true }] : []),
      ],
      uploads: [
        { file: `${seed}/user-data`, contentBase64: pulumi.secret(userData) },
        { file: `${seed}/meta-data`, content: metaData(plan) },
        // Secret: a proxy's address may have a password in it.
        ...companyUploads(readNetwork(process.env)).map(({ file, content }) => ({
          file,
          content: pulumi.secret(content),
        })),
      ],
      // A laptop that restarts has its rehearsed server back, as Oracle has it after a host failure.
      restart: "unless-stopped",
      mustRun: false,
      stopTimeout: 30,
      destroyGraceSeconds: 5,
    },
    { ...opts, deleteBeforeReplace: true, ignoreChanges: plan.rebuild ? [] : kept },
  );
}

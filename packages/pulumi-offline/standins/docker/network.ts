import type { NetworkInspectInfo } from "dockerode";
import type { Call, Made, Resource } from "../provider/resource";
import type { Plain } from "../provider/values";
import { docker, step, unlessMissing } from "./engine";
import { bridgedDiff, checked, type Defaults, labelMap, labelShape } from "./fields";
import { retryWhile } from "./wait";

/** networkRemoveRefreshTimeout of the Terraform provider, in seconds. */
const removeTimeout = 30;

const shape = {
  name: true,
  driver: true,
  internal: true,
  attachable: true,
  ipv6: true,
  labels: labelShape,
  options: true,
  ipamDriver: true,
  ipamConfigs: { subnet: true, gateway: true, ipRange: true, auxAddress: true },
  ipamOptions: true,
} as const;

/** What the official check puts in where the program says nothing. */
const defaults: Defaults = { ipamDriver: "default" };

/** Docker's spelling of an ipamConfig. */
function ipam(inputs: Plain) {
  if (!inputs["ipamConfigs"] && !inputs["ipamDriver"] && !inputs["ipamOptions"]) return undefined;
  const configs: Plain[] = inputs["ipamConfigs"] ?? [];
  return {
    Driver: inputs["ipamDriver"] ?? "default",
    ...(inputs["ipamOptions"] && { Options: inputs["ipamOptions"] }),
    Config: configs.map((config) => ({
      ...(config["subnet"] && { Subnet: config["subnet"] }),
      ...(config["gateway"] && { Gateway: config["gateway"] }),
      ...(config["ipRange"] && { IPRange: config["ipRange"] }),
      ...(config["auxAddress"] && { AuxiliaryAddresses: config["auxAddress"] }),
    })),
  };
}

function outputs(before: Plain, info: NetworkInspectInfo): Plain {
  const configs = (info.IPAM?.Config ?? []).map((config) => ({
    ...(config["Subnet"] && { subnet: config["Subnet"] }),
    ...(config["Gateway"] && { gateway: config["Gateway"] }),
    ...(config["IPRange"] && { ipRange: config["IPRange"] }),
  }));
  return {
    driver: info.Driver,
    internal: info.Internal,
    options: info.Options ?? {},
    ipamConfigs: configs,
    ...before,
    name: info.Name,
    scope: info.Scope,
  };
}

async function read(_call: Call, id: string, before: Plain): Promise<Made | undefined> {
  const engine = await docker();
  const info = await unlessMissing("Unable to read network", () => engine.getNetwork(id).inspect());
  return info && { id: info.Id, outputs: outputs(before, info) };
}

async function create(call: Call, inputs: Plain): Promise<Made> {
  const engine = await docker();
  const network = await step("Unable to create network", () =>
    engine.createNetwork({
      Name: inputs["name"],
      // Before API 1.44 Docker takes a second network of the same name unless told to look.
      CheckDuplicate: true,
      Driver: inputs["driver"] ?? "bridge",
      Internal: inputs["internal"] ?? false,
      Attachable: inputs["attachable"] ?? false,
      EnableIPv6: inputs["ipv6"] ?? false,
      Labels: labelMap(inputs["labels"]),
      Options: inputs["options"] ?? {},
      ...(ipam(inputs) && { IPAM: ipam(inputs) }),
    }),
  );
  const made = await read(call, network.id, inputs);
  if (!made) throw new Error(`Unable to create network: ${inputs["name"]} was gone at once`);
  return made;
}

async function remove(call: Call, id: string): Promise<void> {
  const engine = await docker();
  await retryWhile(/has active endpoints/, removeTimeout, call.signal, async () => {
    await unlessMissing("Unable to remove network", () => engine.getNetwork(id).remove());
  });
}

/**
 * docker:index/network:Network (terraform-provider-docker, resource_docker_network*.go): every change replaces, and the new
 * one is made first. Docker takes no second network of the name, so that a program must say `deleteBeforeReplace`.
 */
export const network: Resource = {
  inputs: shape,
  required: [],
  computed: ["driver", "internal", "ipamConfigs", "options", "scope"],
  defaults: checked(shape, defaults),
  diff: (olds, oldInputs, news) =>
    bridgedDiff({ shape, sets: ["labels", "ipamConfigs"], defaults, deletesFirst: false }, olds, oldInputs, news),
  create,
  read,
  // Only the defaults that a state of an earlier stand-in lacks.
  update: async (_call, _id, olds, inputs) => ({ ...olds, ...inputs }),
  delete: remove,
};

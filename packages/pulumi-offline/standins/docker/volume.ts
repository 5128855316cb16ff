import type { VolumeInspectInfo } from "dockerode";
import type { Call, Made, Resource } from "../provider/resource";
import type { Plain } from "../provider/values";
import { docker, step, unlessMissing } from "./engine";
import { bridgedDiff, checked, labelMap, labelShape } from "./fields";
import { retryWhile } from "./wait";

/** volumeReadRefreshTimeout of the Terraform provider, in seconds. */
const removeTimeout = 30;

const shape = { name: true, driver: true, driverOpts: true, labels: labelShape } as const;

const outputs = (before: Plain, info: VolumeInspectInfo): Plain => ({
  driver: info.Driver,
  ...before,
  name: info.Name,
  mountpoint: info.Mountpoint,
});

async function create(_call: Call, inputs: Plain): Promise<Made> {
  const engine = await docker();
  await step("Unable to create volume", () =>
    engine.createVolume({
      Name: inputs["name"],
      Driver: inputs["driver"] ?? "local",
      DriverOpts: inputs["driverOpts"] ?? {},
      Labels: labelMap(inputs["labels"]),
    }),
  );
  const info = await step("Unable to inspect volume", () => engine.getVolume(inputs["name"]).inspect());
  return { id: info.Name, outputs: outputs(inputs, info) };
}

async function read(_call: Call, id: string, before: Plain): Promise<Made | undefined> {
  const engine = await docker();
  const info = await unlessMissing("Unable to inspect volume", () => engine.getVolume(id).inspect());
  return info && { id: info.Name, outputs: outputs(before, info) };
}

async function remove(call: Call, id: string): Promise<void> {
  const engine = await docker();
  await retryWhile(/volume is in use/, removeTimeout, call.signal, async () => {
    await unlessMissing("Unable to remove volume", () => engine.getVolume(id).remove({ force: true }));
  });
}

/** docker:index/volume:Volume (terraform-provider-docker, resource_docker_volume.go): every change replaces. */
export const volume: Resource = {
  inputs: shape,
  required: [],
  computed: ["driver", "mountpoint"],
  defaults: checked(shape),
  diff: (olds, oldInputs, news) => bridgedDiff({ shape, sets: ["labels"] }, olds, oldInputs, news),
  create,
  read,
  update: async (_call, _id, _olds, inputs) => inputs,
  delete: remove,
};

import type Docker from "dockerode";
import type { Container, ContainerInspectInfo } from "dockerode";
import type { Call, Made, Resource } from "../provider/resource";
import { type Plain, same } from "../provider/values";
import { createConfig, limitConfig } from "./container-config";
import { defaults, faults, limits, noted, sets, shape } from "./container-shape";
import { containerOutputs, settledPorts } from "./container-state";
import { docker, step, unlessMissing } from "./engine";
import { bridgedDiff, checked } from "./fields";
import { findImage } from "./image";
import { uploadFiles } from "./upload";
import { pause } from "./wait";

/** containerReadRefreshDelay of the Terraform provider, in ms: time for a command that cannot run to fail. */
const settle = 100;

/** Default of `waitTimeout` in seconds (SDK docs). */
const healthyWithin = 60;

async function connect(engine: Docker, container: Container, networks: Plain[]): Promise<void> {
  if (networks.length === 0) return;
  const { NetworkSettings } = await container.inspect();
  if (NetworkSettings.Networks["bridge"]) {
    await step("Unable to disconnect the default network", () =>
      engine.getNetwork("bridge").disconnect({ Container: container.id }),
    );
  }
  for (const { name, aliases, ipv4Address } of networks) {
    await step(`Unable to connect to network '${name}'`, () =>
      engine.getNetwork(name).connect({
        Container: container.id,
        EndpointConfig: { Aliases: aliases ?? [], ...(ipv4Address && { IPAMConfig: { IPv4Address: ipv4Address } }) },
      }),
    );
  }
}

async function waitHealthy(call: Call, container: Container, seconds: number): Promise<void> {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    const { State } = await container.inspect();
    if (!State.Health) throw new Error("wait needs a healthcheck, and the container has none");
    if (State.Health.Status === "healthy") return;
    if (call.signal.aborted) throw new Error("context canceled");
    if (!State.Running) throw new Error(`container exited with code ${State.ExitCode} before it was healthy`);
    if (Date.now() > end) throw new Error(`container failed to be in healthy state in time (${seconds} s)`);
    await pause(settle * 2);
  }
}

async function start(call: Call, container: Container, inputs: Plain): Promise<ContainerInspectInfo> {
  if (inputs["start"] === false) return container.inspect();
  if (call.signal.aborted) throw new Error("context canceled");
  await step("Unable to start container", () => container.start());
  if (inputs["wait"]) await waitHealthy(call, container, inputs["waitTimeout"] ?? healthyWithin);
  await pause(settle);
  const info = await container.inspect();
  if (!info.State.Running && inputs["mustRun"] !== false) {
    throw new Error(`container exited immediately, with code ${info.State.ExitCode}`);
  }
  return info;
}

async function create(call: Call, inputs: Plain): Promise<Made> {
  const engine = await docker();
  await step(`Unable to create container with image ${inputs["image"]}`, () =>
    findImage(engine, call, inputs["image"]),
  );
  const container = await step("Unable to create container", () => engine.createContainer(createConfig(inputs)));
  try {
    await connect(engine, container, inputs["networksAdvanced"] ?? []);
    await uploadFiles(container, inputs["uploads"] ?? []);
    const info = await start(call, container, inputs);
    return { id: container.id, outputs: containerOutputs(inputs, info) };
  } catch (error) {
    // Nothing is in the state yet: a container left here would hold the name against the next attempt.
    await container.remove({ force: true, v: true }).catch(() => {});
    throw error;
  }
}

async function read(_call: Call, id: string, before: Plain): Promise<Made | undefined> {
  const engine = await docker();
  const info = await unlessMissing("Unable to inspect container", () => engine.getContainer(id).inspect());
  return info && { id: info.Id, outputs: containerOutputs(before, info) };
}

async function update(_call: Call, id: string, olds: Plain, inputs: Plain): Promise<Plain> {
  const container = (await docker()).getContainer(id);
  if (limits.some((key) => !same(olds[key] || undefined, inputs[key] || undefined))) {
    await step("Unable to update a container", () => container.update(limitConfig(inputs)));
  }
  if (olds["mustRun"] === false && inputs["mustRun"] !== false) {
    const { State } = await step("Unable to inspect container", () => container.inspect());
    if (!State.Running) await step("Unable to start container", () => container.start());
  }
  const info = await step("Unable to inspect container", () => container.inspect());
  return containerOutputs(inputs, info);
}

async function remove(_call: Call, id: string, outputs: Plain): Promise<void> {
  const container = (await docker()).getContainer(id);
  const grace = outputs["destroyGraceSeconds"] ?? 0;
  // 304: it has stopped by itself. force below takes the rest, as SIGKILL.
  if (grace > 0) {
    await unlessMissing(`Error stopping container ${id}`, () => container.stop({ t: grace })).catch((error) => {
      if (error.statusCode !== 304) throw error;
    });
  }
  try {
    await unlessMissing(`Error deleting container ${id}`, () =>
      container.remove({ force: true, v: outputs["removeVolumes"] ?? true }),
    );
  } catch (error) {
    if (!/is already in progress/.test((error as Error).message)) throw error;
  }
  await unlessMissing("Error waiting for container removal", () => container.wait({ condition: "removed" }));
}

function diff(olds: Plain, oldInputs: Plain, news: Plain) {
  const rules = { shape, inPlace: [...limits, ...noted], sets, defaults };
  const ports = (props: Plain) => ({ ...props, ports: settledPorts(props["ports"], olds["ports"]) });
  const found = bridgedDiff(rules, ports(olds), oldInputs, ports(news));
  if (olds["mustRun"] === false && news["mustRun"] !== false) {
    found.changes["mustRun"] = { kind: "update", replace: false };
  }
  return found;
}

/** docker:index/container:Container (terraform-provider-docker, resource_docker_container*.go). */
export const container: Resource = {
  inputs: shape,
  required: ["image"],
  computed: ["bridge", "command", "entrypoints", "exitCode", "hostname", "networkDatas"],
  defaults: checked(shape, defaults),
  faults,
  diff,
  create,
  read,
  update,
  delete: remove,
};

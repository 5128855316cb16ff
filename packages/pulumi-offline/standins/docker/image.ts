import type Docker from "dockerode";
import type { ImageInspectInfo } from "dockerode";
import type { Call, Made, Resource } from "../provider/resource";
import type { Plain } from "../provider/values";
import { build, buildShape, follow } from "./build";
import { docker, step, unlessMissing } from "./engine";
import { bridgedDiff, checked, type Defaults } from "./fields";

const shape = {
  name: true,
  build: buildShape,
  keepLocally: true,
  forceRemove: true,
  triggers: true,
  pullTriggers: true,
  platform: true,
} as const;

/** What the official check puts in where the program says nothing. */
const defaults: Defaults = { build: { dockerfile: "Dockerfile", remove: true } };

const inspect = (engine: Docker, name: string): Promise<ImageInspectInfo | undefined> =>
  unlessMissing(`Unable to read image ${name}`, () => engine.getImage(name).inspect());

/** The local image of that name, else pulled (findImage of the Terraform provider). */
export async function findImage(
  engine: Docker,
  call: Call,
  name: string,
  platform?: string,
): Promise<ImageInspectInfo> {
  const local = await inspect(engine, name);
  if (local) return local;
  await step(`unable to pull image ${name}`, async () => {
    await follow(engine, call, await engine.pull(name, platform ? { platform } : {}));
  });
  const pulled = await inspect(engine, name);
  if (!pulled) throw new Error(`unable to find or pull image ${name}`);
  return pulled;
}

const made = (before: Plain, info: ImageInspectInfo): Made => ({
  id: info.Id + before["name"],
  outputs: { ...before, imageId: info.Id, repoDigest: info.RepoDigests?.[0] ?? "" },
});

async function create(call: Call, inputs: Plain): Promise<Made> {
  const engine = await docker();
  if (inputs["build"]) await build(engine, call, inputs["name"], inputs["build"]);
  return made(inputs, await findImage(engine, call, inputs["name"], inputs["platform"]));
}

async function read(_call: Call, _id: string, before: Plain): Promise<Made | undefined> {
  const info = await inspect(await docker(), before["name"]);
  return info && made(before, info);
}

/**
 * A replacement is made before this removal and takes the name over: then only the nameless rest is removed, where no
 * container needs it, and never the new image.
 */
async function remove(_call: Call, _id: string, outputs: Plain): Promise<void> {
  if (outputs["keepLocally"]) return;
  const engine = await docker();
  const [old, current] = [await inspect(engine, outputs["imageId"]), await inspect(engine, outputs["name"])];
  if (old && current?.Id === old.Id) {
    const force = outputs["forceRemove"] ?? false;
    await unlessMissing("Unable to remove Docker image", () => engine.getImage(outputs["name"]).remove({ force }));
  } else if (old && (old.RepoTags ?? []).length === 0) {
    await engine
      .getImage(old.Id)
      .remove()
      .catch(() => {});
  }
}

/** docker:index/remoteImage:RemoteImage (terraform-provider-docker, resource_docker_image*.go). */
export const image: Resource = {
  inputs: shape,
  required: ["name"],
  computed: ["imageId", "repoDigest"],
  faults: (inputs) =>
    inputs["build"] && inputs["build"]["context"] === undefined ? { "build.context": "build needs a context" } : {},
  defaults: checked(shape, defaults, false),
  diff: (olds, oldInputs, news) =>
    bridgedDiff({ shape, inPlace: ["keepLocally", "forceRemove"], deletesFirst: false }, olds, oldInputs, news),
  create,
  read,
  update: async (_call, _id, olds, inputs) => ({
    ...inputs,
    imageId: olds["imageId"],
    repoDigest: olds["repoDigest"],
  }),
  delete: remove,
};

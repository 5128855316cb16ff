import Docker from "dockerode";

export const docker = new Docker();

/** Every object the contract tests make has a name that begins so. */
export const prefix = `freehold-contract-${process.pid}`;

export const base = "debian:trixie-slim";

/** `npm run setup` makes or pulls this image; the contract tests only use it. */
export async function needBase(): Promise<string> {
  const info = await docker
    .getImage(base)
    .inspect()
    .catch(() => undefined);
  if (!info) throw new Error(`image ${base} is missing: npm run setup pulls or makes it`);
  return info.Id;
}

/** @returns the names of what is left of these tests: containers, networks, volumes, images. */
export async function leftovers(): Promise<string[]> {
  const containers = await docker.listContainers({ all: true });
  const networks = await docker.listNetworks();
  const { Volumes } = await docker.listVolumes();
  const images = await docker.listImages();
  const names = [
    ...containers.flatMap(({ Names }) => Names.map((name) => name.slice(1))),
    ...networks.map(({ Name }) => Name),
    ...(Volumes ?? []).map(({ Name }) => Name),
    ...images.flatMap(({ RepoTags }) => RepoTags ?? []),
  ];
  return names.filter((name) => name.startsWith(prefix));
}

/** Takes away what a failed test left behind. */
export async function sweep(): Promise<void> {
  for (const { Id, Names } of await docker.listContainers({ all: true })) {
    if (Names.some((name) => name.startsWith(`/${prefix}`)))
      await docker.getContainer(Id).remove({ force: true, v: true });
  }
  for (const { Id, Name } of await docker.listNetworks()) {
    if (Name.startsWith(prefix)) await docker.getNetwork(Id).remove();
  }
  for (const { Name } of (await docker.listVolumes()).Volumes ?? []) {
    if (Name.startsWith(prefix)) await docker.getVolume(Name).remove();
  }
  for (const { RepoTags } of await docker.listImages()) {
    for (const tag of RepoTags ?? []) if (tag.startsWith(prefix)) await docker.getImage(tag).remove({ force: true });
  }
}

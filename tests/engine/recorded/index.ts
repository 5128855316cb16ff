import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as command from "@pulumi/command";
import * as docker from "@pulumi/docker";
import type * as pulumi from "@pulumi/pulumi";
import type { RecordedResource } from "../official-state";

/** The resources of a recorded stack, each alone, with the inputs that the program had given them. */
const kinds = {
  "command:local:Command": command.local.Command,
  "command:remote:Command": command.remote.Command,
  "docker:index/container:Container": docker.Container,
  "docker:index/network:Network": docker.Network,
  "docker:index/remoteImage:RemoteImage": docker.RemoteImage,
} as Record<string, new (name: string, args: never, opts?: pulumi.CustomResourceOptions) => pulumi.CustomResource>;

const resources = JSON.parse(readFileSync(join(__dirname, "given.json"), "utf8")) as RecordedResource[];
for (const { type, name, inputs, ignoreChanges = [] } of resources) {
  const Kind = kinds[type];
  if (!Kind) throw new Error(`no resource of type ${type} was recorded before`);
  new Kind(name, inputs as never, { ignoreChanges });
}

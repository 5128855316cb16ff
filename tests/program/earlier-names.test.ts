import * as pulumi from "@pulumi/pulumi";
import { beforeAll, expect, it } from "vitest";
import { makePlan } from "../../infra/plan";
import { readSettings } from "../../infra/settings/read";

/**
 * Components whose type had another name in version 0.1 say so, or `up` would make a second server and other keys. Oracle's are met as
 * a state of that version in tests/engine/earlier-state.test.ts.
 */
interface Request {
  getType(): string;
  getAliasesList(): { getSpec(): { getType(): string } | undefined }[];
}
const formerly = new Map<string, string[]>();

beforeAll(async () => {
  await pulumi.runtime.setMocks({
    newResource: ({ name, inputs }) => ({ id: `${name}-id`, state: { ...inputs, imageId: "i", stdout: "a\nb" } }),
    call: () => ({}),
  });
  // biome-ignore lint/suspicious/noExplicitAny: the mock monitor's own type is not exported.
  const monitor = pulumi.runtime.getMonitor() as any;
  const register = monitor.registerResource.bind(monitor);
  monitor.registerResource = (request: Request, ...rest: unknown[]) => {
    const types = request.getAliasesList().flatMap((alias) => alias.getSpec()?.getType() || []);
    if (request.getType().startsWith("freehold:")) formerly.set(request.getType(), types);
    return register(request, ...rest);
  };
});

it("keys and the rehearsed server", async () => {
  const reading = readSettings({});
  if ("problems" in reading) throw new Error(reading.problems.join("\n"));
  const plan = makePlan("dev", reading.settings);
  const { SshKeys } = await import("../../infra/ssh-keys");
  const { RehearsalServer } = await import("../../infra/targets/rehearsal");
  const made = [new SshKeys("keys", plan), new RehearsalServer("rehearsal", { plan, userData: "I2Nsb3Vk" })];
  await Promise.all(made.map(({ urn }) => new Promise((done) => urn.apply(done))));
  expect(Object.fromEntries(formerly)).toEqual({
    "freehold:index:SshKeys": ["freehold:index:Keys"],
    "freehold:targets:RehearsalServer": ["freehold:servers:Rehearsal"],
  });
});

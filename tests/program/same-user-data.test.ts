import { gunzipSync } from "node:zlib";
import * as pulumi from "@pulumi/pulumi";
import { beforeAll, expect, it } from "vitest";
import { encodeUserData, renderUserData, userDataInput } from "../../infra/boot";
import { makePlan } from "../../infra/plan";
import type { Run } from "../../infra/run";
import { readSettings } from "../../infra/settings/read";
import { SshKeys } from "../../infra/ssh-keys";
import { settled } from "../support/program/registered";

const registered: { type: string; inputs: Record<string, unknown> }[] = [];

beforeAll(async () => {
  await pulumi.runtime.setMocks({
    newResource: ({ type, name, inputs }) => {
      registered.push({ type, inputs });
      const stdout = `ssh-ed25519 PUBLIC ${name}\n-----BEGIN OPENSSH PRIVATE KEY-----\nPRIVATE\n-----END OPENSSH PRIVATE KEY-----`;
      return { id: `${name}-id`, state: { ...inputs, stdout, imageId: "image", publicIp: "198.51.100.7" } };
    },
    call: () => ({}),
  });
  // The SDK's own mock monitor knows no hooks.
  const monitor = pulumi.runtime.getMonitor() as unknown as Record<string, unknown>;
  monitor["registerErrorHook"] = (_: unknown, done: (error: null, answer: object) => void) => done(null, {});
});

function planFor(target: string) {
  const reading = readSettings({
    target,
    domain: "blog.example.org",
    https: "auto",
    acmeServer: "https://ca.example.org/dir",
  });
  if ("problems" in reading) throw new Error(reading.problems.join("\n"));
  return makePlan("dev", reading.settings);
}

async function rendered(target: string): Promise<string> {
  const plan = planFor(target);
  return settled(userDataInput(plan, new SshKeys(`keys-${target}`, plan), "a".repeat(40)).apply(renderUserData));
}

it("both targets boot from the same bytes", async () => {
  // The mocked keys carry their resource's name; the targets have none in common.
  const [rehearsal, oracle] = await Promise.all([rendered("rehearsal"), rendered("oracle")]);
  expect(oracle).toBe(rehearsal);
  expect(rehearsal).toContain("#cloud-config");
});

it("first boot releases by itself where a repository is set, but not in a rebuild or a restore", async () => {
  const repository = "https://example.org/blog.git";
  const booted = async (name: string, run: Partial<Run>) => {
    const reading = readSettings({ repository });
    if ("problems" in reading) throw new Error(reading.problems.join("\n"));
    const plan = makePlan("dev", reading.settings, run);
    return settled(userDataInput(plan, new SshKeys(name, plan), "a".repeat(40)).apply(renderUserData));
  };
  expect(await booted("ordinary", {})).toContain(`${"a".repeat(40)} ${repository}`);
  expect(await booted("rebuild", { rebuild: true })).not.toContain(repository);
  expect(await booted("restore", { restore: "b".repeat(40) })).not.toContain(repository);
});

/** Under mocks a secret input is an envelope with the value in it. */
const opened = (value: unknown) => (value as { value?: unknown }).value ?? value;

const inputsWith = (name: string) => registered.find(({ inputs }) => name in inputs)?.inputs ?? {};

it("both targets hand on what they were given, unchanged", async () => {
  const userData = encodeUserData(await rendered("rehearsal")).base64;
  const { RehearsalServer } = await import("../../infra/targets/rehearsal");
  const { makeMachine } = await import("../../infra/targets/oracle/launch/instance");
  await settled(new RehearsalServer("rehearsal", { plan: planFor("rehearsal"), userData }).id);
  const ids = { compartmentId: "c", subnetId: "s", imageId: "i", availabilityDomain: "a", operatorKey: "k" };
  const onError = new pulumi.ErrorHook("none", () => false);
  const oracle = { ...ids, plan: planFor("oracle"), userData, deleteFirst: false, onError };
  await settled(makeMachine("oracle", oracle, {}).id);

  const [seed] = opened(inputsWith("memory")["uploads"]) as { file: string; contentBase64: string }[];
  expect(seed).toEqual({ file: "/var/lib/cloud/seed/nocloud/user-data", contentBase64: userData });
  expect(opened(inputsWith("metadata")["metadata"])).toMatchObject({ user_data: userData });
  expect(gunzipSync(Buffer.from(userData, "base64")).toString()).toBe(await rendered("oracle"));
});

import * as pulumi from "@pulumi/pulumi";
import { beforeAll, expect, it } from "vitest";
import type { Access } from "../../infra/access";
import { makePlan } from "../../infra/plan";
import { Release } from "../../infra/release";
import type { Run } from "../../infra/run";
import { readSettings } from "../../infra/settings/read";
import type { Setup } from "../../infra/setup";
import type { Server } from "../../infra/targets/target";

const environments = new Map<string, unknown>();

beforeAll(() =>
  pulumi.runtime.setMocks({
    newResource: ({ name, inputs }) => {
      environments.set(name, inputs.environment);
      return { id: `${name}-id`, state: { ...inputs, stdout: "" } };
    },
    call: () => ({}),
  }),
);

async function make(run: Partial<Run> = {}) {
  const reading = readSettings({});
  if ("problems" in reading) throw new Error(reading.problems.join("\n"));
  const plan = makePlan("dev", reading.settings, run);
  const server = { id: pulumi.output("machine"), checkUrl: pulumi.output("http://localhost") } as Server;
  const access = { sshConfig: pulumi.output(".freehold/dev/ssh_config") } as Access;
  const setup = new pulumi.ComponentResource("test:index:Setup", "setup") as Setup;
  const repository = { head: "c0ffee", uncommitted: [], root: "." };
  const release = new Release("release", { plan, server, access, setup, repository });
  await new Promise((done) => release.commit.apply(done));
}

const found = { STACK: "dev", ALIAS: "freehold-dev", SSH_CONFIG: ".freehold/dev/ssh_config" };
const pushed = { ...found, COMMIT: "c0ffee", URL: "http://localhost" };

it("a push knows whether it is a rebuild's or a restore's; an ordinary run's has no trace of that, so two of them are equal", async () => {
  await make();
  expect(environments.get("push")).toEqual(pushed);
  await make({ rebuild: true });
  expect(environments.get("push")).toEqual({ ...pushed, REBUILD: "1" });
  expect(environments.get("rescue")).toEqual(found);
  await make({ restore: "beef" });
  expect(environments.get("push")).toEqual({ ...pushed, RESTORE: "beef" });
});

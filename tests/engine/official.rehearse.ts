import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { pluginVersion } from "../../cli/pulumi/plugins";
import { serveProxy } from "../support/oracle-cloud/rest/proxy";
import { type Ended, World } from "./world";

/**
 * `npm run rehearse -- official`, on a machine that has Pulumi's own plugin `oci`: whole runs against the fake cloud, with the plugin's own
 * waits. Writes `official-runs/DATE-ORIGIN.txt`, which is committed: commands, their ends, their requests. Takes 10 minutes with the
 * official plugin. Where only the stand-in is there the script runs as well, and its file's name says so.
 */
let world: World;
let proxy: Awaited<ReturnType<typeof serveProxy>>;
const report: string[] = [];

beforeAll(async () => {
  world = await World.make();
  proxy = await serveProxy(world.rest, world.folder);
  report.push(`plugin: ${world.plugin} oci ${pluginVersion("oci")}, Node ${process.version}`, "");
});
afterAll(() => {
  const folder = join(__dirname, "official-runs");
  mkdirSync(folder, { recursive: true });
  const date = new Date().toISOString().slice(0, 10);
  writeFileSync(join(folder, `${date}-${world.plugin}.txt`), `${report.join("\n")}\n`);
  proxy.close();
  world.close();
});

async function step(name: string, work: (env: NodeJS.ProcessEnv) => Promise<Ended>, code = 0): Promise<Ended> {
  const env = { HTTPS_PROXY: `http://127.0.0.1:${proxy.port}`, accept_local_certs: "true" };
  world.cloud.faults.reset();
  const started = Date.now();
  const ended = await work(env);
  const { calls } = world.cloud.faults;
  const lines = calls.map(({ method, route, status }) => `  ${method} ${route} ${status}`);
  const polls = lines.filter((one, i) => one !== lines[i - 1]);
  const seconds = Math.round((Date.now() - started) / 1000);
  report.push(`${name}: status ${ended.code}, ${seconds} s, ${calls.length} requests`, ...polls, "");
  expect(ended.code, ended.output).toBe(code);
  return ended;
}

const wait = { FREEHOLD_TEST_WAIT: JSON.stringify({ first: 1000, longest: 1000, total: 60_000 }) };

test("up, nothing to do, refresh", async () => {
  await step("up", (env) => world.up(env));
  await step("preview", (env) => world.run(["preview", "--expect-no-changes"], env));
  await step("refresh", (env) => world.run(["refresh", "--yes", "--skip-preview", "--expect-no-changes"], env));
});

test("a larger disk, another rule, a rebuild", async () => {
  world.configure({ sshFrom: ["192.0.2.0/24"], diskGb: 60 });
  await step("disk and rule", (env) => world.up(env));
  const args = ["up", "--yes", "--skip-preview", "--replace", "**oracle-machine"];
  await step("rebuild", (env) => world.run(args, { ...env, FREEHOLD_REBUILD: "1" }));
  await step("destroy", () => world.destroy());
});

test("capacity refused by a work request, then a launch that succeeds", async () => {
  Object.assign(world.cloud.account, { capacityBy: "workRequest" });
  const domain = world.cloud.account.domains[1];
  if (domain) domain.capacity["VM.Standard.E2.1.Micro"] = 0;
  await step("capacity", (env) => {
    world.cloud.faults.onCall(({ route }) => {
      if (domain && route === "workRequests/errors") domain.capacity = {};
    });
    return world.up({ ...env, ...wait });
  });
  await step("destroy again", () => world.destroy());
  expect(world.shape()).toEqual([]);
});

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { freeAccount } from "../support/oracle-cloud/account-model";
import { OracleCloud } from "../support/oracle-cloud/cloud";
import { serve } from "../support/oracle-cloud/provider";
import { RehearsedHost } from "../support/oracle-cloud/rehearsed-host";
import { Checkout } from "../support/rehearsal/checkout";
import { ask, type Result } from "../support/rehearsal/run";

/** The whole program on an Oracle stack: fake cloud, real engine, and machines that boot the user-data they are launched with. */
let site: Checkout;
let provider: { port: number; close: () => void };
const account = freeAccount();
const cloud = new OracleCloud({ account, host: new RehearsedHost("oracle-whole", 77) });
const home = mkdtempSync(join(tmpdir(), "freehold-home-"));
const key = "-----BEGIN PRIVATE KEY-----\nbm8ga2V5\n-----END PRIVATE KEY-----\n";

/** A command that must have ended well; its output is the failure's message. */
const ok = ({ status, output }: Result) => expect(status, output).toBe(0);
const address = () => cloud.inventory.find("PublicIp", { lifetime: "RESERVED" })[0]?.props["ipAddress"] as string;
const live = async () =>
  ((await (await fetch(`http://${address()}/release.json`)).json()) as { release: string }).release;

beforeAll(async () => {
  mkdirSync(join(home, ".oci"));
  writeFileSync(join(home, ".oci", "key.pem"), key, { mode: 0o600 });
  const { user, fingerprint, tenancy } = account;
  const config = { user, fingerprint, tenancy, region: "eu-frankfurt-1", key_file: join(home, ".oci", "key.pem") };
  const text = ["[DEFAULT]", ...Object.entries(config).map(([name, value]) => `${name}=${value}`), ""].join("\n");
  writeFileSync(join(home, ".oci", "config"), text);
  provider = await serve(cloud, () => text);
  site = await Checkout.make("oracle-whole", { "freehold:server": "oracle" });
  site.configure({ "freehold:server": "oracle" });
  Object.assign(site.env, { HOME: home, PULUMI_DEBUG_PROVIDERS: `oci:${provider.port}` });
});
afterAll(async () => {
  await site.remove();
  for (const { id } of cloud.inventory.all("Instance")) await cloud.host.terminate(id);
  provider.close();
  rmSync(home, { recursive: true, force: true });
});

test("up ends with the page at the reserved address", async () => {
  const up = await site.up();
  ok(up);
  expect(up.output).toContain(`http://${address()}`);
  expect(await live()).toBe(site.git("rev-parse", "HEAD"));
});

test("up again changes nothing", async () => {
  const preview = await site.pulumi("preview", "--expect-no-changes");
  ok(preview);
});

test("a commit reaches the page", async () => {
  const commit = site.commit("A post", {
    "app/posts/2026-11-20-oracle.md":
      "---\ntitle: At Oracle\ndate: 2026-11-20\nsummary: A test.\ntags: [test]\n---\n\nSeen at Oracle.\n",
  });
  const up = await site.up();
  ok(up);
  expect(await live()).toBe(commit);
});

test("sshFrom closes the port in place, and opens it again", async () => {
  const machine = cloud.inventory.all("Instance")[0]?.id;
  site.configure({ "freehold:server": "oracle", "freehold:sshFrom": ["192.0.2.0/24", "0.0.0.0/0"] });
  ok(await site.up());
  expect(cloud.inventory.all("Instance")[0]?.id).toBe(machine);
  expect(await live()).toBe(site.git("rev-parse", "HEAD"));
});

test("destroy leaves nothing in the cloud and no container", async () => {
  ok(await site.pulumi("destroy", "--yes", "--skip-preview"));
  expect(cloud.inventory.all()).toEqual([]);
  expect(ask("docker", ["ps", "-aq", "--filter", "label=freehold=oracle-whole"])).toBe("");
});

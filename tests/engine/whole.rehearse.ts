import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { freeAccount } from "../support/oracle-cloud/account-model";
import { apiKey } from "../support/oracle-cloud/api-key";
import { OracleCloud } from "../support/oracle-cloud/cloud";
import { RehearsedHost } from "../support/oracle-cloud/rehearsed-host";
import { type RestServer, serveRest } from "../support/oracle-cloud/rest/server";
import { Checkout } from "../support/rehearsal/checkout";
import { toolchain } from "../support/rehearsal/killed";
import { ask, type Result } from "../support/rehearsal/run";
import { ociEnvironment } from "./oracle-plugin";

/** The whole program on an Oracle stack: fake cloud, real engine, and machines that boot the user-data they are launched with. */
let site: Checkout;
let rest: RestServer;
const account = freeAccount();
const cloud = new OracleCloud({ account, host: new RehearsedHost("oracle-whole", 77) });
const home = mkdtempSync(join(tmpdir(), "freehold-home-"));

/** A command that must have ended well; its output is the failure's message. */
const ok = ({ status, output }: Result) => expect(status, output).toBe(0);
const address = () => cloud.inventory.find("PublicIp", { lifetime: "RESERVED" })[0]?.props["ipAddress"] as string;
const live = async () =>
  ((await (await fetch(`http://${address()}/release.json`)).json()) as { release: string }).release;

beforeAll(async () => {
  mkdirSync(join(home, ".oci"));
  writeFileSync(join(home, ".oci", "key.pem"), apiKey().privateKey, { mode: 0o600 });
  const { user, fingerprint, tenancy } = account;
  const config = { user, fingerprint, tenancy, region: "eu-frankfurt-1", key_file: join(home, ".oci", "key.pem") };
  const text = ["[DEFAULT]", ...Object.entries(config).map(([name, value]) => `${name}=${value}`), ""].join("\n");
  writeFileSync(join(home, ".oci", "config"), text);
  rest = await serveRest(cloud);
  site = await Checkout.make("oracle-whole", { "freehold:target": "oracle" });
  site.configure({ "freehold:target": "oracle" });
  Object.assign(site.env, { HOME: home, ...(await ociEnvironment(home, rest.port, site.env["PATH"])) });
});
afterAll(async () => {
  await site.remove();
  for (const { id } of cloud.inventory.all("Instance")) await cloud.host.terminate(id);
  rest.close();
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
  site.configure({ "freehold:target": "oracle", "freehold:sshFrom": ["192.0.2.0/24", "0.0.0.0/0"] });
  ok(await site.up());
  expect(cloud.inventory.all("Instance")[0]?.id).toBe(machine);
  expect(await live()).toBe(site.git("rev-parse", "HEAD"));
});

interface Exported {
  readonly deployment: { readonly resources: readonly { readonly type: string; readonly protect?: boolean }[] };
}

/** Longest time in ms without the page while something runs, asked five times a second. */
async function longestGap(work: () => Promise<void>): Promise<number> {
  let [longest, last, over] = [0, Date.now(), false];
  const look = async () => {
    while (!over) {
      const page = await fetch(`http://${address()}/`, { signal: AbortSignal.timeout(2000) }).catch(() => undefined);
      if (page?.ok) last = Date.now();
      longest = Math.max(longest, Date.now() - last);
      await new Promise((next) => setTimeout(next, 200));
    }
  };
  const looking = look();
  await work().finally(() => {
    over = true;
  });
  await looking;
  return longest;
}

test("npm run rebuild brings readers to a new machine with the same site and address, protected or not", async () => {
  const open = { "freehold:target": "oracle", "freehold:sshFrom": ["192.0.2.0/24", "0.0.0.0/0"] };
  site.configure({ ...open, "freehold:protect": true });
  ok(await site.up());
  const [machine, before] = [cloud.inventory.all("Instance")[0]?.id, address()];
  const gap = await longestGap(async () => ok(await toolchain(site, "rebuild", "--yes")));
  console.log(
    `rebuild: readers were without a page for ${gap} ms (the played public address is taken down and put up again)`,
  );
  expect(address()).toBe(before);
  expect(cloud.inventory.all("Instance")).toHaveLength(1);
  expect(cloud.inventory.all("Instance")[0]?.id).not.toBe(machine);
  expect(await live()).toBe(site.git("rev-parse", "HEAD"));
  // First boot and release take a minute and more.
  expect(gap).toBeLessThan(15_000);
  ok(await site.pulumi("preview", "--expect-no-changes"));
  const state = JSON.parse(ask("pulumi", ["stack", "export"], { cwd: site.folder, env: site.env })) as Exported;
  const guarded = state.deployment.resources.filter((resource) => resource.protect).map(({ type }) => type);
  expect(guarded.sort()).toEqual(["oci:Core/instance:Instance", "oci:Core/publicIp:PublicIp"]);
  site.configure(open);
  ok(await site.up());
});

test("an author elsewhere pushes to the reserved address, by the two lines that `up` prints", async () => {
  const elsewhere = mkdtempSync(join(tmpdir(), "freehold-elsewhere-"));
  const lines = JSON.parse(
    ask("pulumi", ["stack", "output", "pushFromElsewhere", "--json"], { cwd: site.folder, env: site.env }),
  );
  expect(lines[1]).toBe(`git remote add server ssh://author@${address()}/blog`);
  const key = join(site.folder, ".freehold", site.stack, "operator");
  const sshCommand = `ssh -i ${key} -o IdentitiesOnly=yes -o BatchMode=yes -o UserKnownHostsFile=${elsewhere}/.ssh/known_hosts`;
  const env = { ...site.env, HOME: elsewhere, GIT_SSH_COMMAND: sshCommand };
  const script = [`git clone -q ${site.folder} blog`, "cd blog", ...lines, "git ls-remote server main"].join(" && ");
  const asked = ask("bash", ["-c", script], { cwd: elsewhere, env });
  rmSync(elsewhere, { recursive: true, force: true });
  expect(asked.split("\t")[0]).toBe(site.git("rev-parse", "HEAD"));
});

test("a server that Oracle ended: npm run up makes another, with the same address and site", async () => {
  const [before, [machine]] = [address(), cloud.inventory.all("Instance")];
  if (!machine) throw new Error("no machine");
  await cloud.endByHand(machine);
  const up = await toolchain(site, "up");
  ok(up);
  expect(up.output).toContain("at Oracle the Instance oracle-machine is gone");
  expect(cloud.inventory.all("Instance").map(({ id }) => id)).not.toContain(machine.id);
  expect(address()).toBe(before);
  expect(await live()).toBe(site.git("rev-parse", "HEAD"));
});

test("npm run field-report writes one file, without an OCID or an address", async () => {
  const run = await toolchain(site, "field-report");
  ok(run);
  const [name = ""] = readdirSync(site.folder).filter((file) => file.startsWith("field-report-"));
  const text = readFileSync(join(site.folder, name), "utf8");
  rmSync(join(site.folder, name));
  expect(text).not.toMatch(/ocid1\.|\b\d{1,3}(\.\d{1,3}){3}\b/);
  expect(text).toContain("home region");
});

test("destroy leaves nothing in the cloud and no container", async () => {
  ok(await site.pulumi("destroy", "--yes", "--skip-preview"));
  expect(cloud.inventory.all().filter(({ kind }) => kind !== "WorkRequest")).toEqual([]);
  expect(ask("docker", ["ps", "-aq", "--filter", "label=freehold=oracle-whole"])).toBe("");
});

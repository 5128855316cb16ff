import { mkdtempSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { Checkout } from "../support/rehearsal/checkout";
import { toolchain } from "../support/rehearsal/killed";
import { expectRotated, KeptKeys, rotate } from "../support/rehearsal/rotation";
import { ask, run, succeeded, until } from "../support/rehearsal/run";

/** A rotation that is killed at each of its steps, on one server that serves all the time. */
let site: Checkout;
let machine: string;
let author: string;
const id = () => ask("docker", ["inspect", "--format", "{{.Id}}", `freehold-${site.stack}`]);

beforeAll(async () => {
  site = await Checkout.make("keys");
  author = join(site.folder, "../bo");
  ask("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", "bo@lab", "-f", author]);
  site.configure({ ...site.ports, "freehold:authors": [readFileSync(`${author}.pub`, "utf8").trim()] });
  succeeded(await site.up());
  machine = id();
});
afterAll(() => site.remove());

/** Requests the page until told to stop. */
function readAlong() {
  let [reading, good, bad] = [true, 0, 0];
  const done = (async () => {
    while (reading) {
      const status = await fetch(site.url).then(
        ({ status }) => status,
        () => 0,
      );
      if (status === 200) good++;
      else bad++;
      await new Promise((next) => setTimeout(next, 100));
    }
  })();
  return async () => {
    reading = false;
    await done;
    return { good, bad };
  };
}

const steps: [string, RegExp][] = [
  ["the pairs were generated", /keys: generated/],
  ["the server was switched", /keys: installed/],
  ["the engine runs", /operator-key (replacing|replaced|creating)/],
  ["the state has the new pairs", /host-key (replaced|created)/],
  ["the files here were written", /Command files updated/],
  ["the server's list is being written", /Command apply updating/],
  ["the state is complete", /the blog is at/],
];

it("half a host key, from a client that was killed, changes nothing", async () => {
  const now = new KeptKeys(site);
  const script = readFileSync(join(site.folder, "cli/keys/install.sh"), "utf8").replaceAll("'", "'\\''");
  const next = mkdtempSync(join(site.folder, "../half-"));
  ask("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", join(next, "host")]);
  const [half, host] = [
    readFileSync(join(next, "host"), "utf8").slice(0, 200),
    readFileSync(join(next, "host.pub"), "utf8").trim(),
  ];
  for (const input of [half, ""]) {
    const sent = await site.sshWith({ input }, "operator", `sudo bash -c '${script}' install '${host}' '${host}'`);
    expect(sent.status).toBe(1);
    expect(sent.output).toContain("did not arrive whole");
  }
  expect((await now.login("these")).status).toBe(0);
  expect((await site.inServer("cat /etc/freehold/keys/operator; ls /etc/ssh /etc/freehold/keys")).output).not.toMatch(
    /-new|root@/,
  );
});

it("killed after each of its steps it is finished by the next run", async () => {
  const old = new KeptKeys(site);
  const stop = readAlong();
  for (const [what, line] of steps) {
    const { status, output } = await rotate(site, line);
    expect(status, `${what}:\n${output}`).toBeNull();
    // All the time the stack's own way in works, whatever the server has by now.
    expect((await site.ssh("operator", "true")).status, what).toBe(0);
    const preview = await site.pulumi("preview");
    expect(preview.output, what).toContain("FH-ROTATE-UNFINISHED");
  }
  const last = succeeded(await rotate(site));
  expect(last.output).toContain("finishing the rotation");
  await expectRotated(site, old);
  const { good, bad } = await stop();
  expect(good).toBeGreaterThan(50);
  expect(bad).toBe(0);
  expect(id()).toBe(machine);
});

it("a reboot, and cloud-init with it, does not bring the old keys back; authors stay", async () => {
  const now = new KeptKeys(site);
  const list = async () => (await site.inServer("cat /etc/freehold/keys/author /etc/freehold/keys/operator")).output;
  const before = await list();
  ask("docker", ["restart", `freehold-${site.stack}`]);
  await until("the server after its reboot", 120, async () => (await now.login("these")).status === 0 || undefined);
  succeeded(await site.ssh("operator", "cloud-init status --wait > /dev/null || [ $? -eq 2 ]"));
  expect((await now.login("these")).status).toBe(0);
  expect(await list()).toBe(before);
  expect(before).toContain("bo@lab");
  // The operator as author, Bo, the operator: one line each.
  expect(before.match(/ssh-ed25519 /g)).toHaveLength(3);
});

it("a plain `pulumi up` closes what others could read, also with a umask of 000", async () => {
  const own = [".state", ".freehold"].map((name) => join(site.folder, name));
  // The folder that the test made above the clone is closed to others; an operator's home need not be.
  ask("chmod", ["711", join(site.folder, "..")]);
  ask("chmod", ["-R", "a+rwX", ...own]);
  const nobody = ["--reuid", "65534", "--regid", "65534", "--clear-groups", "find", ...own, "-type", "f", "-readable"];
  expect((await run("setpriv", nobody)).output).toMatch(/keys\.json\n[\s\S]*keys\/operator\n/);
  const up = `umask 000; pulumi up --yes --skip-preview --non-interactive --stack ${site.stack}`;
  succeeded(await run("bash", ["-c", up], { cwd: site.folder, env: site.env }));
  expect((await run("setpriv", nobody)).output).not.toMatch(/^\//m);
  // What that run wrote is closed too by the next command of ours.
  succeeded(
    await run("bash", ["-c", "umask 000; node cli/run.mjs up --stack keys"], { cwd: site.folder, env: site.env }),
  );
  expect(ask("find", [...own, "-perm", "/077"])).toBe("");
});

it("an undisturbed one prints what authors elsewhere need, and a rebuilt server has its keys", async () => {
  const old = new KeptKeys(site);
  const { output } = succeeded(await rotate(site));
  expect(output).toContain(`ssh-keygen -R '[127.0.0.1]:${site.sshPort}'`);
  const [, , key = ""] = new KeptKeys(site).hostLine.split(" ");
  expect(output).toContain(`echo '[127.0.0.1]:${site.sshPort} ssh-ed25519 ${key}' >> ~/.ssh/known_hosts`);
  await expectRotated(site, old);
  const rotated = new KeptKeys(site);
  // Interrupted once more, and then the server goes: a rebuild ends that rotation.
  expect((await rotate(site, /keys: installed/)).status).toBeNull();
  succeeded(await toolchain(site, "rebuild"));
  expect((await rotated.login("these")).status).toBe(0);
  expect((await site.pulumi("preview", "--expect-no-changes")).status).toBe(0);
});

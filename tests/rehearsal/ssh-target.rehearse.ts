import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { generateIdentity, identityToRecipient } from "age-encryption";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Checkout } from "../support/rehearsal/checkout";
import { toolchain } from "../support/rehearsal/killed";
import { PlainMachine } from "../support/rehearsal/plain-machine";
import { succeeded, until } from "../support/rehearsal/run";
import { Author, post } from "../support/release/author";

/** A machine of somebody's own: refused, taken over, used, saved, given back, and there again from the backup. */
let machine: PlainMachine;
let site: Checkout;
let author: Author;
let first: string;
let found: string;
/** Public key of age for backups: the stack's passphrase is the empty one of a test. */
let recipient: string;

const url = () => `http://${machine.address}`;
const page = async () => (await fetch(url())).text();
const releases = async () =>
  JSON.parse((await site.ssh("author", "releases", "--json")).output.replace(/^.*?\{/s, "{"));
const status = async () => JSON.parse((await site.ssh("author", "status", "--json")).output.replace(/^.*?\{/s, "{"));
const settings = (more: Record<string, unknown> = {}) => ({
  "freehold:target": "ssh",
  "freehold:server": `root@${machine.address}`,
  "freehold:https": "off",
  "freehold:backup": "off",
  "freehold:backupRecipient": recipient,
  ...more,
});

/** What of the machine is Freehold's to change, packages apart. */
const inventory = async () =>
  succeeded(
    await machine.inside(
      `find / -xdev -iname '*freehold*' -not -path '/proc/*'; ls -A /etc/ssh/sshd_config.d /srv /home /root /etc/docker 2>/dev/null;
       cut -d: -f1 /etc/passwd | sort; cat /etc/ssh/ssh_host_ed25519_key.pub; systemctl list-unit-files --state=masked --no-legend;
       ss -Hltn | awk '$4 !~ /^127/ {print $4}' | sort; iptables -S | grep FREEHOLD; ip -br -4 address show lo; true`,
    ),
  ).output;

beforeAll(async () => {
  machine = await PlainMachine.start("freehold-ssh-target-machine");
  site = await Checkout.make("own");
  const identity = await generateIdentity();
  recipient = await identityToRecipient(identity);
  const keyFile = join(site.folder, "../age.key");
  writeFileSync(keyFile, identity, { mode: 0o600 });
  Object.assign(site.env, machine.environment, { FREEHOLD_BACKUP_KEY_FILE: keyFile });
  site.configure(settings());
  author = new Author(site);
  first = site.git("rev-parse", "HEAD");
});
afterAll(async () => {
  await site?.remove();
  machine?.remove();
});

describe("before anything is made", () => {
  const preview = async (more: Record<string, unknown> = {}) => {
    site.configure(settings(more));
    const { status, output } = await site.pulumi("preview");
    site.configure(settings());
    expect(status).not.toBe(0);
    return output;
  };

  it("refuses another host key than the setting's, a login without root, and one without a key", async () => {
    expect(await preview({ "freehold:serverHostKey": `SHA256:${"A".repeat(43)}` })).toContain("FH-SSH-HOSTKEY");
    await machine.inside("useradd --create-home ada && cp -r /root/.ssh /home/ada/ && chown -R ada: /home/ada/.ssh");
    expect(await preview({ "freehold:server": `ada@${machine.address}` })).toContain("FH-SSH-ROOT");
    await machine.inside("userdel --remove ada");
    expect(await preview({ "freehold:server": `nobody@${machine.address}` })).toContain("FH-SSH-LOGIN");
    expect(await preview({ "freehold:server": "root@no-such-machine.invalid" })).toContain("FH-SSH-NAME");
  });

  it("refuses a machine whose port 80 is taken and that has a user of our name, all at once", async () => {
    await machine.inside("useradd author; systemd-run --unit=mine python3 -m http.server 80");
    await until("the machine's own page", 20, async () =>
      (await fetch(url()).catch(() => undefined)) ? true : undefined,
    );
    const said = await preview();
    await machine.inside("userdel author; systemctl stop mine");
    expect(said).toMatch(/FH-SSH-PORT: .* port 80 \(python3\)/);
    expect(said).toContain("FH-SSH-USERS");
    expect(existsSync(join(site.folder, ".freehold/own"))).toBe(false);
  });
});

describe("npm run up", () => {
  it("killed in the middle of the take-over, leaves a machine that the next one takes", async () => {
    found = await inventory();
    let killed = false;
    const { output } = await site.up({
      onLine: (line, engine) => {
        if (!killed && /take-over creating .*wrote \d+ files/.test(line)) killed = engine.kill("SIGKILL");
      },
    });
    expect(killed).toBe(true);
    expect(output).toMatch(/FH-SSH-TRUST: .* its host key is SHA256:/);
  });

  it("takes the machine over to the page", async () => {
    const { output } = succeeded(await toolchain(site, "up"));
    expect(output).toContain(`the blog is at ${url()}`);
    expect(await page()).toContain("<html");
    expect((await status()).whole).toBe(true);
    expect((await machine.login("root")).status).not.toBe(0);
  });

  it("changes nothing when it is run again", async () => {
    const { output } = succeeded(await toolchain(site, "up"));
    expect(output).toMatch(/Resources:\s+\d+ unchanged/);
  });

  it("is there again after a reboot, and nothing has to be changed", async () => {
    machine.reboot();
    await until("the page", 120, async () => {
      const answer = await fetch(url()).catch(() => undefined);
      return answer?.ok ? true : undefined;
    });
    expect(succeeded(await toolchain(site, "up")).output).toMatch(/Resources:\s+\d+ unchanged/);
    expect((await status()).whole).toBe(true);
  });

  it("takes a push and a rollback", async () => {
    site.commit("A post", { "app/posts/2026-11-20-own.md": post("On a machine of my own") });
    succeeded(await author.push());
    expect(await page()).toContain("On a machine of my own");
    succeeded(await author.ask("rollback"));
    expect(await page()).not.toContain("On a machine of my own");
    succeeded(await author.push());
    expect(await page()).toContain("On a machine of my own");
  });

  it("gets other keys, by which `destroy` then gets in", async () => {
    const key = () => readFileSync(join(site.folder, ".freehold/own/operator"), "utf8");
    const old = key();
    succeeded(await toolchain(site, "keys", "rotate"));
    expect(key()).not.toBe(old);
    expect((await status()).whole).toBe(true);
  });

  it("rebuild says that the machine's owner reinstalls it", async () => {
    const refused = await toolchain(site, "rebuild", "--yes");
    expect(refused.status).not.toBe(0);
    expect(refused.output).toContain("FH-SSH-REBUILD");
  });
});

describe("npm run destroy", () => {
  it("gives the machine back as it was, and its owner gets in as before", async () => {
    succeeded(await toolchain(site, "backup"));
    const { output } = succeeded(await toolchain(site, "destroy"));
    expect(output).toMatch(/packages that Freehold brought stay: .*docker\.io/);
    expect((await machine.login("root")).status).toBe(0);
    expect(await inventory()).toBe(found);
    // The image is the rehearsal's own, which comes with each start of Docker where no registry answers.
    await machine.inside("docker image rm --force debian:trixie-slim");
    const docker = await machine.inside(
      "docker ps -aq; docker image ls -q; docker volume ls -q; docker info --format '{{.Swarm.LocalNodeState}}'",
    );
    expect(docker.output.trim()).toBe("inactive");
    expect(existsSync(join(site.folder, ".freehold/own.host"))).toBe(false);
  });

  it("and a backup comes back on it", async () => {
    const name = readdirSync(join(site.folder, ".freehold/backups")).find((one) => one.endsWith(".age"));
    site.git("reset", "--quiet", "--hard", first);
    succeeded(await toolchain(site, "restore", join(site.folder, `.freehold/backups/${name}`)));
    expect(await page()).toContain("On a machine of my own");
    expect((await releases()).previous).toBe(first);
  });
});

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Checkout } from "../../support/rehearsal/checkout";
import { killAt, toolchain } from "../../support/rehearsal/killed";
import { ask, run, succeeded, until } from "../../support/rehearsal/run";
import { post } from "../../support/release/author";

/** One server through the changes of its life. The tests follow each other: each starts where the one before ended. */
let site: Checkout;
let machine: string;
let base: Record<string, unknown>;

const id = (name: string) => ask("docker", ["inspect", "--format", "{{.Id}}", name]);
const live = async () => ((await (await fetch(`${site.url}/release.json`)).json()) as { release: string }).release;
const up = async () => {
  const result = await site.up();
  succeeded(result);
  return result;
};

beforeAll(async () => {
  site = await Checkout.make("later");
  base = { "freehold:httpPort": site.httpPort, "freehold:sshPort": site.sshPort };
  // Cut off once on the way: this server's life begins with a killed `up` (every resource in turn: killed.rehearse.ts).
  expect(await killAt(site, "up", "created")).toBeDefined();
  succeeded(await toolchain(site, "repair"));
  await up();
  machine = id("freehold-later");
});
afterAll(() => site.remove());

describe("a commit", () => {
  it("that adds a post is on the page after `pulumi up`, and nginx was not restarted", async () => {
    const nginx = (await site.inServer("docker ps -q --filter name=blog_nginx")).output;
    const commit = site.commit("A post", { "app/posts/2026-11-20-later.md": post("Seen later") });
    await up();
    expect(await (await fetch(site.url)).text()).toContain("Seen later");
    expect(await live()).toBe(commit);
    expect((await site.inServer("docker ps -q --filter name=blog_nginx")).output).toBe(nginx);
    expect(id("freehold-later")).toBe(machine);
  });

  it("that is only on the server stays there: a warning, and the rest of the `up` goes on", async () => {
    const elsewhere = join(mkdtempSync(join(site.folder, "../author-")), "clone");
    ask("git", ["clone", "--quiet", site.folder, elsewhere]);
    const git = (...args: string[]) =>
      ask("git", ["-C", elsewhere, "-c", "user.name=Bo", "-c", "user.email=bo@example.org", ...args]);
    git("commit", "--quiet", "--allow-empty", "-m", "From elsewhere");
    const pushed = git("rev-parse", "HEAD");
    const push = await run("git", ["-C", elsewhere, "push", "freehold-later:blog", "HEAD:main"], {
      env: { ...site.env, GIT_SSH_COMMAND: `ssh -F ${site.folder}/.freehold/later/ssh_config` },
    });
    succeeded(push);
    site.configure({ ...base, "freehold:email": "ada@example.org" });
    // The same commit as before: only because the setting changed is the server asked at all.
    site.git("commit", "--quiet", "--allow-empty", "-m", "Here");
    const { output } = await up();
    expect(output).toContain("went different ways; nothing was pushed");
    expect(await live()).toBe(pushed);
    site.git("pull", "--quiet", "--no-edit", "--no-rebase", elsewhere, "HEAD");
    await up();
    expect(await live()).toBe(site.git("rev-parse", "HEAD"));
  });
});

describe("an author", () => {
  const keys = mkdtempSync(join(tmpdir(), "freehold-keys-"));
  afterAll(() => rmSync(keys, { recursive: true }));
  const as = (key: string, ...words: string[]) =>
    run("ssh", [
      "-F",
      "/dev/null",
      "-i",
      join(keys, key),
      "-o",
      "IdentitiesOnly=yes",
      "-o",
      "BatchMode=yes",
      "-o",
      "StrictHostKeyChecking=no",
      "-o",
      "UserKnownHostsFile=/dev/null",
      "-p",
      String(site.sshPort),
      "author@127.0.0.1",
      ...(words.length > 0 ? words : ["status"]),
    ]);

  it("may ask and push once the key is in `authors`, and is out when it is not", async () => {
    ask("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", "bo@lab", "-f", join(keys, "bo")]);
    expect((await as("bo")).status).toBe(255);
    site.configure({ ...base, "freehold:authors": [readFileSync(join(keys, "bo.pub"), "utf8").trim()] });
    await up();
    succeeded(await as("bo"));
    // Follows the log for an hour, unless somebody ends it.
    const session = as("bo", "logs", "-f");
    site.configure(base);
    await up();
    expect((await session).status).not.toBe(0);
    expect((await as("bo")).status).toBe(255);
    expect(id("freehold-later")).toBe(machine);
  });
});

describe("ingress rules change in place", () => {
  const reaches = async (port: number) => {
    const edge = ask("docker", [
      "inspect",
      "--format",
      "{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}",
      "freehold-later-edge",
    ]);
    const client = ["run", "--rm", "--network", "freehold-later", "--entrypoint", "timeout", "debian:trixie-slim"];
    return (await run("docker", [...client, "3", "bash", "-c", `</dev/tcp/${edge}/${port}`])).status === 0;
  };

  it("SSH from one source only: the laptop gets in, its neighbour does not", async () => {
    expect(await reaches(22)).toBe(true);
    const gateway = ask("docker", [
      "network",
      "inspect",
      "--format",
      "{{(index .IPAM.Config 0).Gateway}}",
      "freehold-later",
    ]);
    site.configure({ ...base, "freehold:sshFrom": [`${gateway}/32`] });
    await up();
    expect(await reaches(22)).toBe(false);
    expect(await reaches(80)).toBe(true);
    expect((await site.ssh("author", "help")).status).toBe(0);
    expect(id("freehold-later")).toBe(machine);
  });
});

describe("nothing replaces a running server", () => {
  it("not a file of cloud-init: it is copied, and setup runs again", async () => {
    const path = join(site.folder, "cloud-init/files/etc/freehold-test");
    writeFileSync(path, "one\n");
    await up();
    expect((await site.inServer("cat /etc/freehold-test")).output).toBe("one\n");
    ask("rm", [path]);
    await up();
    expect((await site.inServer("test -e /etc/freehold-test")).status).toBe(1);
    expect(id("freehold-later")).toBe(machine);
  });

  it("not a newer image of the machine", async () => {
    const dockerfile = join(site.folder, "infra/targets/rehearsal/images/machine/Dockerfile");
    writeFileSync(dockerfile, `${readFileSync(dockerfile, "utf8")}\nLABEL test=newer\n`);
    await up();
    expect(id("freehold-later")).toBe(machine);
  });
});

describe("the site comes back by itself", () => {
  const answers = () =>
    until("the page", 120, async () => (await fetch(site.url).catch(() => undefined))?.status === 200 || undefined);

  it("after the power was cut", async () => {
    const release = await live();
    ask("docker", ["kill", "freehold-later"]);
    ask("docker", ["start", "freehold-later"]);
    await answers();
    expect(await live()).toBe(release);
  });

  it("after the swarm was lost", async () => {
    await site.inServer("docker swarm leave --force");
    ask("docker", ["restart", "freehold-later"]);
    await answers();
    expect((await site.inServer("docker info --format '{{.Swarm.LocalNodeState}}'")).output.trim()).toBe("active");
  });
});

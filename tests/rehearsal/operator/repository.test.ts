import { spawn } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Checkout } from "../../support/rehearsal/checkout";
import { toolchain } from "../../support/rehearsal/killed";
import { ask, run, succeeded } from "../../support/rehearsal/run";

/** A server that takes `main` by itself, operated from a shallow clone; then one that can't be reached when it is destroyed. */
let site: Checkout;
let daemon: ReturnType<typeof spawn>;
const port = 29418;
const network = "freehold-test-git";
const laptop = "10.211.0.1";

/**
 * Starts a command for each connection. Answers come as from one hop behind the laptop: to the laptop itself the server has no way
 * (images/edge, by the TTL that Linux begins with).
 */
const oneHopAway = `
import socket, subprocess, sys
listener = socket.socket()
listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
listener.setsockopt(socket.IPPROTO_IP, socket.IP_TTL, 63)
listener.bind((sys.argv[1], int(sys.argv[2])))
listener.listen()
while True:
    link = listener.accept()[0]
    subprocess.Popen(sys.argv[3:], stdin=link, stdout=link)
    link.close()
`;

beforeAll(async () => {
  site = await Checkout.make("shallow");
  const served = mkdtempSync(join(site.folder, "../served-"));
  ask("git", ["clone", "--quiet", "--bare", site.folder, join(served, "blog.git")]);
  // An address of the laptop that only its own Docker networks reach, in no range that the server's Docker uses.
  ask("docker", ["network", "create", "--subnet", "10.211.0.0/24", network]);
  const git = ["git", "daemon", "--inetd", "--export-all", `--base-path=${served}`, served];
  daemon = spawn("python3", ["-c", oneHopAway, laptop, String(port), ...git]);
  site.configure({
    "freehold:httpPort": site.httpPort,
    "freehold:sshPort": site.sshPort,
    "freehold:repository": `git://${laptop}:${port}/blog.git`,
  });
});
afterAll(async () => {
  daemon.kill();
  await site.remove();
  ask("docker", ["network", "rm", network]);
});

describe("config `repository`", () => {
  it("brings the server up by itself: the push of `up` finds the commit already live", async () => {
    const up = await site.up();
    succeeded(up);
    const releases = (await site.ssh("author", "releases")).output.trim().split("\n");
    expect(releases.filter((line) => line.includes(site.git("rev-parse", "HEAD").slice(0, 12)))).toHaveLength(1);
    expect(releases.join("\n")).toContain("server");
    expect(releases.join("\n")).not.toContain("operator@");
  });

  it("has brought server/ at first boot, from the pinned commit; the pin has gone with `up`", async () => {
    const journal = "sudo journalctl --output cat --unit freehold-setup.service";
    const questions = [
      "cat /var/lib/freehold/server-commit",
      "test -e /etc/freehold/first-release || echo gone",
      `${journal} | grep -c '^new     /usr/local/lib/freehold/release/release$'`,
      `${journal} | grep -c '^freehold-setup: site: ready'`,
    ];
    const { output } = await site.ssh("operator", questions.join("; "));
    // The site by first boot, then again with the address that `up` brings.
    expect(output.trim().split("\n")).toEqual([site.git("rev-parse", "HEAD"), "gone", "1", "2"]);
  });
});

describe("a shallow clone", () => {
  it("releases, too", async () => {
    const folder = join(mkdtempSync(join(site.folder, "../shallow-")), "clone");
    ask("git", ["clone", "--quiet", "--depth", "1", `file://${site.folder}`, folder]);
    const git = (...args: string[]) =>
      ask("git", ["-C", folder, "-c", "user.name=Bo", "-c", "user.email=bo@example.org", ...args]);
    git("commit", "--quiet", "--allow-empty", "-m", "From a shallow clone");
    const push = await run("git", ["-C", folder, "push", "freehold-shallow:blog", "HEAD:main"], {
      env: { ...site.env, GIT_SSH_COMMAND: `ssh -F ${site.folder}/.freehold/shallow/ssh_config` },
    });
    succeeded(push);
    const served = (await (await fetch(`${site.url}/release.json`)).json()) as { release: string };
    expect(served.release).toBe(git("rev-parse", "HEAD"));
  });
});

describe("destroy", () => {
  it("ends well when the server can't be reached, and says that nothing was fetched", async () => {
    ask("docker", ["stop", "--time", "1", "freehold-shallow"]);
    const destroyed = await toolchain(site, "destroy");
    succeeded(destroyed);
    expect(destroyed.output).toContain("could not be fetched");
    expect(ask("docker", ["ps", "-aq", "--filter", "label=freehold=shallow"])).toBe("");
  });
});

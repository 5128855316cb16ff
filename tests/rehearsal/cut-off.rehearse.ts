import { execFile } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import { afterAll, beforeAll, expect, it } from "vitest";
import { Checkout } from "../support/rehearsal/checkout";
import { toolchain } from "../support/rehearsal/killed";
import { succeeded, until } from "../support/rehearsal/run";

/** The server goes away under `up`, and one that is not ours answers in its place. */
let site: Checkout;
beforeAll(async () => {
  site = await Checkout.make("cut");
});
afterAll(() => site.remove());

const keys = async () => (await site.inServer("cat /etc/freehold/keys/author")).output;

it("a server that reboots in the middle of setup: `up` says so, the next one goes on", async () => {
  let rebooted = false;
  const first = await site.up({
    onLine: (line) => {
      if (rebooted || !/Command apply creating .* new +\/etc\/freehold\/url/.test(line)) return;
      rebooted = true;
      execFile("docker", ["restart", "--time", "0", "freehold-cut"]);
    },
  });
  expect(rebooted).toBe(true);
  expect(first.status).not.toBe(0);
  expect(first.output).toMatch(/remote command exited without exit status|ECONNRESET|Connection lost/);
  succeeded(await site.up());
  const served = (await (await fetch(`${site.url}/release.json`)).json()) as { release: string };
  expect(served.release).toBe(site.git("rev-parse", "HEAD"));
  expect((await site.inServer("systemctl --failed --no-legend --plain")).output).toBe("");
});

it.each(["SIGINT", "SIGKILL"] as const)(
  "a release whose `up` gets %s goes on; the next `up` is right",
  async (signal) => {
    const commit = site.commit(`Under ${signal}`, { "app/note": `${signal}\n` });
    let sent = false;
    const up = await site.up({
      onLine: (line, engine) => {
        if (sent || !/Command push .*building app/.test(line)) return;
        sent = true;
        engine.kill(signal);
      },
    });
    expect(sent).toBe(true);
    expect(up.status).not.toBe(0);
    // One Ctrl-C: Pulumi's own plugin kills the shell alone and waits, so the words of the release come first.
    if (signal === "SIGINT") expect(up.output).toMatch(new RegExp(`released ${commit}[\\s\\S]*signal: killed`));
    const released = async () => {
      const { release } = (await (await fetch(`${site.url}/release.json`)).json()) as { release: string };
      return release === commit || undefined;
    };
    await until("the release that nobody waits for is live", 120, released);
    const next = succeeded(await toolchain(site, "up"));
    expect(next.output).not.toMatch(/replaced|deleted/);
    expect(await released()).toBe(true);
    expect(succeeded(await toolchain(site, "up")).output).not.toMatch(/updated|created|replaced/);
  },
);

it("a server with another host key is told nothing", async () => {
  const before = await keys();
  await site.inServer(
    "rm /etc/ssh/ssh_host_ed25519_key* && ssh-keygen -q -t ed25519 -N '' -f /etc/ssh/ssh_host_ed25519_key && systemctl restart ssh",
  );
  const raw = generateKeyPairSync("ed25519").publicKey.export({ format: "der", type: "spki" }).subarray(-32);
  const part = (bytes: Buffer) => Buffer.concat([Buffer.from([0, 0, 0, bytes.length]), bytes]);
  const blob = Buffer.concat([part(Buffer.from("ssh-ed25519")), part(raw)]).toString("base64");
  site.configure({
    "freehold:httpPort": site.httpPort,
    "freehold:sshPort": site.sshPort,
    "freehold:authors": [`ssh-ed25519 ${blob} new@example.org`],
  });
  const words = "showed another host key than connection.hostKey";
  let refusals = 0;
  // It would go on for ten minutes, in case a server is still booting.
  const up = await site.up({
    onLine: (line, engine) => line.includes(words) && ++refusals === 3 && engine.kill("SIGINT"),
  });
  expect(up.output).toContain(words);
  expect(await keys()).toBe(before);
});

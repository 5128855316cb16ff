import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Checkout } from "../support/rehearsal/checkout";
import { run, succeeded, until } from "../support/rehearsal/run";
import { attack, logIn, logInOften, sshdMemory } from "../support/ssh/attack";

/** Connections without a key, by the hundred; what docs/operations.md and SECURITY.md say of them is printed here. */
let site: Checkout;
beforeAll(async () => {
  site = await Checkout.make("lanes");
  succeeded(await site.up());
  const key = readFileSync(join(site.folder, ".freehold/lanes/operator"));
  const put = ["exec", "-i", "freehold-lanes", "bash", "-c", "umask 077; cat > /root/key"];
  succeeded(await run("docker", put, { input: key }));
});
afterAll(() => site.remove());

const tell = (name: string, more: object) => console.log(JSON.stringify({ name, ...more }));

/** Logs in from an address of the server itself, put on `lo` for it: one that it has not seen before. Gives status and seconds. */
async function logInFrom(address: string, patience = 600) {
  const options = "-i /root/key -o BatchMode=yes -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null";
  const ssh = `timeout ${patience} ssh -b ${address} ${options} author@10.0.0.2 help`;
  const begun = Date.now();
  const { status, output } = await site.inServer(`ip address replace ${address}/32 dev lo; ${ssh}`);
  return { status, output, seconds: (Date.now() - begun) / 1000 };
}

describe("500 connections from 50 addresses, each kind of attack from addresses of its own:", () => {
  const kinds = ["silent", "banner", "kex", "silent+", "banner+", "kex!", "hasty!"];
  it.each(kinds.map((kind, i) => ({ kind, first: `198.18.${i + 1}.1` })))("$kind", async ({ kind, first }) => {
    const attacker = await attack(site, kind, 50, 10, { first });
    const { failed, slowest, memory } = await logInOften(site, 20);
    const counts = await attacker.stop();
    tell(kind, { failed: failed.length, slowestMs: slowest, memoryMb: memory, ...counts });
    expect(failed).toEqual([]);
    expect(memory).toBeLessThan(80);
  });
});

describe("500 addresses", () => {
  it("keep out nobody whose address is known; an author at another one waits", async () => {
    const attacker = await attack(site, "kex!", 500, 1, { first: "198.18.16.1" });
    const { failed, slowest, memory } = await logInOften(site, 20);
    const waited: number[] = [];
    for (const n of [1, 2, 3, 4, 5]) {
      const { status, seconds, output } = await logInFrom(`198.51.100.${n}`);
      expect(status, output).toBe(0);
      waited.push(seconds);
    }
    const most = Math.max(memory, await sshdMemory(site));
    tell("500 addresses", { slowestMs: slowest, memoryMb: most, waited, ...(await attacker.stop()) });
    expect(failed).toEqual([]);
    expect(most).toBeLessThan(80);
  });
});

describe("an attacker behind the author's own address", () => {
  const shared = "198.19.0.1";
  it("keeps that author out while it lasts and not longer, and nobody else", async () => {
    expect((await logInFrom(shared)).status).toBe(0);
    const attacker = await attack(site, "silent", 1, 500, { first: shared });
    const tries = [];
    for (let i = 0; i < 10; i++) tries.push((await logInFrom(shared, 60)).status);
    const { failed } = await logInOften(site, 5);
    await attacker.stop();
    const begun = Date.now();
    await until("the author is in again", 10, async () => (await logInFrom(shared, 10)).status === 0 || undefined);
    tell("shared address", { gotIn: tries.filter((status) => status === 0).length, after: Date.now() - begun });
    expect(failed).toEqual([]);
  });
});

describe("many at once", () => {
  it("sixteen commands from one address all get in", async () => {
    const results = await Promise.all(Array.from({ length: 16 }, () => logIn(site, "author")));
    tell("sixteen at once", { slowestMs: Math.max(...results.map(({ ms }) => ms)) });
    expect(results.filter(({ status }) => status !== 0)).toEqual([]);
  });

  it("and eight from an address that was never seen before", async () => {
    const results = await Promise.all(Array.from({ length: 8 }, () => logInFrom("198.51.100.200", 60)));
    expect(results.map(({ status }) => status)).toEqual(results.map(() => 0));
  });
});

describe("sshd started by a socket, as Ubuntu 24.04 does it", () => {
  it("has the same limits, takes a new configuration, and comes back when it was stopped", async () => {
    succeeded(await site.inServer("systemctl disable --now ssh.service; systemctl enable --now ssh.socket"));
    expect((await logIn(site, "author")).status).toBe(0);
    const attacker = await attack(site, "banner!", 50, 10, { first: "198.18.32.1" });
    const { failed, memory } = await logInOften(site, 10);
    await attacker.stop();
    expect(failed).toEqual([]);
    expect(memory).toBeLessThan(80);
    succeeded(await site.inServer("rm /etc/ssh/sshd_config.d/00-freehold.conf; systemctl restart freehold-setup"));
    succeeded(await site.inServer("systemctl stop ssh.service; test -s /etc/ssh/sshd_config.d/00-freehold.conf"));
    expect((await logIn(site, "operator")).status).toBe(0);
  });
});

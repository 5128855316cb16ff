import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Checkout } from "../support/rehearsal/checkout";
import { run, succeeded, until } from "../support/rehearsal/run";
import { logIn, logInOften, sshdMemory, underAttack } from "../support/ssh/attack";

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
    const { result, counts } = await underAttack(site, [kind, 50, 10, first], () => logInOften(site, 20));
    tell(kind, { ...result, failed: result.failed.length, ...counts });
    expect(result.failed).toEqual([]);
    expect(result.memory).toBeLessThan(80);
  });
});

describe("an author at an address from which no key has logged in before", () => {
  /** Tries again and again, for ten minutes; a client's own patience is two minutes. */
  async function untilIn(address: string): Promise<number> {
    const begun = Date.now();
    await until(`a login from ${address}`, 600, async () => (await logInFrom(address)).status === 0 || undefined);
    return Math.round((Date.now() - begun) / 1000);
  }

  it.each([
    ["kex", 50, "198.18.16.1"],
    ["kex!", 50, "198.18.17.1"],
    ["kex", 500, "198.18.18.1"],
  ] as const)("waits while %s comes from %i addresses, and gets in", async (kind, addresses, first) => {
    const { result, counts } = await underAttack(site, [kind, addresses, 500 / addresses, first], async () => {
      const seconds: number[] = [];
      for (const n of [1, 2, 3, 4, 5]) seconds.push(await untilIn(`198.51.${first.split(".")[2]}.${n}`));
      return { seconds, memory: await sshdMemory(site) };
    });
    tell(`new addresses, ${kind} from ${addresses}`, { ...result, ...counts });
    expect(result.memory).toBeLessThan(80);
  });
});

describe("500 addresses that never tire", () => {
  it("keep out nobody whose address is known; how many others get in is counted", async () => {
    const { result, counts } = await underAttack(site, ["kex!", 500, 1, "198.18.24.1"], async () => {
      const strangers = Promise.all([1, 2, 3, 4, 5].map((n) => logInFrom(`198.51.24.${n}`, 300)));
      return { ...(await logInOften(site, 20)), strangers: await strangers };
    });
    const waits = result.strangers.map(({ status, seconds }) => (status === 0 ? Math.round(seconds) : "no"));
    tell("500 addresses that never tire", { ...result, failed: result.failed.length, strangers: waits, ...counts });
    expect(result.failed).toEqual([]);
    expect(result.memory).toBeLessThan(80);
  });
});

describe("an attacker behind the author's own address", () => {
  const shared = "198.19.0.1";
  const getsIn = async () => (await logInFrom(shared, 60)).status === 0;
  it("keeps that author out while it lasts and not longer, and nobody else", async () => {
    await until("the author's first login", 600, async () => (await getsIn()) || undefined);
    const { result } = await underAttack(site, ["silent+", 1, 500, shared], async () => {
      const tries: boolean[] = [];
      for (let i = 0; i < 10; i++) tries.push(await getsIn());
      return { tries, ...(await logInOften(site, 5)) };
    });
    const begun = Date.now();
    await until("the author is in again", 10, async () => (await getsIn()) || undefined);
    tell("shared address", { gotIn: result.tries.filter(Boolean).length, afterMs: Date.now() - begun });
    expect(result.failed).toEqual([]);
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
    const { result } = await underAttack(site, ["banner!", 50, 10, "198.18.32.1"], () => logInOften(site, 10));
    expect(result.failed).toEqual([]);
    expect(result.memory).toBeLessThan(80);
    succeeded(await site.inServer("rm /etc/ssh/sshd_config.d/00-freehold.conf; systemctl restart freehold-setup"));
    succeeded(await site.inServer("systemctl stop ssh.service; test -s /etc/ssh/sshd_config.d/00-freehold.conf"));
    expect((await logIn(site, "operator")).status).toBe(0);
  });
});

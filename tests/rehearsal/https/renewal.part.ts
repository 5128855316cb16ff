import { describe, expect, it } from "vitest";
import { amounts, reasonsButRace, underLoad } from "../../support/load/under-load";
import { ask, succeeded, until } from "../../support/rehearsal/run";
import { post } from "../../support/release/author";
import { expectWhole } from "../../support/release/whole";
import { httpsFixture } from "./fixture";

/** Five days on, in the process alone: past two thirds of 160 hours. */
const renew = () => httpsFixture.server("faketime -f +5d /usr/local/lib/freehold/certificate/certificate 2>&1");
const light = { ...amounts.test, atLeast: 1000, connections: 1 };

/** Readers by HTTPS who check the chain while `work` renews: none fails, and the certificate is another one after it. */
async function renewedUnderLoad(work: () => Promise<unknown>): Promise<void> {
  const before = await httpsFixture.served();
  process.env["NODE_EXTRA_CA_CERTS"] = await httpsFixture.ca.root();
  const { report } = await underLoad(httpsFixture.https, light, work);
  expect(reasonsButRace(report)).toEqual({});
  expect(report.sent).toBeGreaterThanOrEqual(light.atLeast);
  expect(await httpsFixture.served()).not.toBe(before);
}

describe("a renewal", () => {
  it("is seen by no reader", () => renewedUnderLoad(renew));

  it("in the middle of a release: both end well", async () => {
    const commit = httpsFixture.site.commit("A post", { "app/posts/2026-11-20-tls.md": post("By HTTPS") });
    await renewedUnderLoad(async () => {
      const [push] = await Promise.all([httpsFixture.author.push(), renew()]);
      succeeded(push);
    });
    await expectWhole(httpsFixture.author, commit);
    expect(await httpsFixture.appUrl()).toBe(httpsFixture.https);
  });

  it("in the middle of a rollback, too", async () => {
    const before = httpsFixture.author.git("rev-parse", "HEAD~1");
    await renewedUnderLoad(async () => {
      const [back] = await Promise.all([httpsFixture.site.ssh("author", "rollback"), renew()]);
      succeeded(back);
    });
    await expectWhole(httpsFixture.author, before);
    expect(await httpsFixture.curl(httpsFixture.https)).toBe("200 HTTP/2");
  });

  it("whose server is killed in the middle of an order is done by the next run", async () => {
    const before = await httpsFixture.served();
    const machine = `freehold-${httpsFixture.site.stack}`;
    ask("docker", ["exec", "-d", machine, "faketime", "-f", "+5d", "/usr/local/lib/freehold/certificate/certificate"]);
    await until("the order", 60, async () => (await httpsFixture.site.inServer("pgrep -f certonly")).status === 0);
    ask("docker", ["kill", machine]);
    ask("docker", ["start", machine]);
    await until("the page", 240, async () => (await httpsFixture.curl(httpsFixture.https)) === "200 HTTP/2");
    expect(await httpsFixture.served()).toBe(before);
    await httpsFixture.ca.introduce();
    await until(
      "the end of the boot",
      240,
      async () => (await httpsFixture.site.inServer("systemctl is-active freehold-setup")).status === 0,
    );
    await httpsFixture.idle();
    const done = async () => (await renew()).includes("a certificate for 127.0.0.1");
    await until("the end of the pause", 150, done);
    expect(await httpsFixture.served()).not.toBe(before);
  });

  it("survives Pebble's refusal of every twentieth nonce", async () => {
    const count = (words: string) => httpsFixture.ca.log().split(words).length - 1;
    // Each run of certbot fetches one nonce at its start, and another only for one that was refused.
    await until("a nonce that is refused", 300, async () => {
      expect(await renew()).toContain("a certificate for 127.0.0.1");
      return count("HEAD /nonce-plz") > count("GET /dir") || undefined;
    });
  });
});

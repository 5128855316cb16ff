import { describe, expect, it } from "vitest";
import { succeeded } from "../../support/rehearsal/run";
import { httpsFixture } from "./fixture";

const now = () => httpsFixture.site.ssh("operator", "sudo /usr/local/lib/freehold/certificate/certificate now");

describe("no certificate", () => {
  it("a CA that is down at first boot: the page by HTTP, the reason in words, and the next try", async () => {
    expect(await httpsFixture.curl(httpsFixture.http)).toBe("200 HTTP/1.1");
    const status = await httpsFixture.status();
    expect(status).toContain(`page      ${httpsFixture.http}\n`);
    expect(status).toContain("https     no certificate yet; the site is there by HTTP\n");
    expect(status).toMatch(/^problem {3}since \S+ \S+ UTC \(\d+ tr(y|ies)\): the CA could not be asked: .*ca\.test/m);
    expect(status).toMatch(/^next try {2}\S+ \S+ UTC; at once: /m);
    expect(await httpsFixture.appUrl()).toBe(httpsFixture.http);
  });

  it("comes by itself when the CA is back", async () => {
    await httpsFixture.meet();
    succeeded(await now());
    await httpsFixture.certified(["127.0.0.1"]);
    expect(await httpsFixture.curl(httpsFixture.https)).toBe("200 HTTP/2");
    expect(await httpsFixture.status()).not.toContain("problem");
  });
});

describe("a challenge that is refused", () => {
  it("status says where the name leads; what is there goes on", async () => {
    const before = await httpsFixture.served();
    await httpsFixture.ca.introduce({ "nowhere.elsewhere.test": "198.51.100.7" });
    await httpsFixture.up({ "freehold:domain": "nowhere.elsewhere.test" });
    await httpsFixture.idle();
    const status = await httpsFixture.status();
    expect(status).toContain("(1 try): nowhere.elsewhere.test leads to 198.51.100.7, this server is 127.0.0.1\n");
    expect(status).toContain("to do     make nowhere.elsewhere.test lead to 127.0.0.1 alone (its A record)\n");
    expect(await httpsFixture.served()).toBe(before);
    expect(await httpsFixture.curl(httpsFixture.https)).toBe("200 HTTP/2");
    const state = JSON.parse(await httpsFixture.server("cat /var/lib/freehold/certificate/state.json")) as Record<
      string,
      number
    >;
    expect((state["next"] ?? 0) - (state["tried"] ?? 0)).toBeGreaterThanOrEqual(60);
  });

  it("is not asked for again before its time", async () => {
    const asked = () => httpsFixture.ca.log().match(/order .* validat|Processing order|POST \/order-plz/gi)?.length;
    const before = asked();
    await httpsFixture.server(
      "rm -f /var/lib/freehold/certificate/next && systemctl start freehold-certificate.service",
    );
    expect(asked()).toBe(before);
    await httpsFixture.up({});
    await httpsFixture.idle();
    expect(await httpsFixture.status()).not.toContain("problem");
  });
});

describe("a wrong clock, in the process alone", () => {
  const certificate = "/usr/local/lib/freehold/certificate/certificate";
  const next = "rm -f /var/lib/freehold/certificate/next";

  it("that is behind: said as such, and HTTPS stays", async () => {
    // The timer's runs have the right time, and would undo what these do.
    await httpsFixture.server("apt-get -qq install -y faketime; systemctl stop freehold-certificate.timer; true");
    expect(await httpsFixture.server(`${next}; faketime -f -20y ${certificate} 2>&1`)).toMatch(
      /not valid at this server's time/,
    );
    expect(await httpsFixture.server(`faketime -f -20y ${certificate} status`)).toContain(
      "to do     set the clock right: timedatectl",
    );
    expect(await httpsFixture.curl(httpsFixture.https)).toBe("200 HTTP/2");
    expect(await httpsFixture.curl(httpsFixture.http)).toBe(`308 HTTP/1.1 ${httpsFixture.https}/`);
  });

  it("an expired certificate takes the redirect away and leaves the page by HTTP; a new one brings it back", async () => {
    httpsFixture.ca.lead({});
    await httpsFixture.server(`${next}; faketime -f +1y ${certificate}`);
    expect(await httpsFixture.server(`faketime -f +1y ${certificate} status`)).toContain("ended");
    expect(await httpsFixture.curl(httpsFixture.http)).toBe("200 HTTP/1.1");
    expect(await httpsFixture.appUrl()).toBe(httpsFixture.http);
    await httpsFixture.ca.introduce();
    await httpsFixture.server(`${next}; systemctl start freehold-certificate.service freehold-certificate.timer`);
    expect(await httpsFixture.curl(httpsFixture.http)).toBe(`308 HTTP/1.1 ${httpsFixture.https}/`);
    expect(await httpsFixture.appUrl()).toBe(httpsFixture.https);
  });
});

import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { amounts, reasonsButRace, underLoad } from "../../support/load/under-load";
import { toolchain } from "../../support/rehearsal/killed";
import { succeeded } from "../../support/rehearsal/run";
import { httpsFixture } from "./fixture";

describe("HTTPS off and on again", () => {
  it("changes neither server nor nginx, and the certificate is taken up where it was", async () => {
    const before = [httpsFixture.machine(), await httpsFixture.nginx(), await httpsFixture.served()];
    await httpsFixture.up({ "freehold:https": "off" });
    await httpsFixture.idle();
    expect(await httpsFixture.curl(httpsFixture.http, "-H", "Host: anything.example")).toBe("200 HTTP/1.1");
    expect(await httpsFixture.served()).toBeUndefined();
    expect(await httpsFixture.appUrl()).toBe(`http://localhost:${httpsFixture.site.httpPort}`);
    await httpsFixture.up({});
    await httpsFixture.idle();
    expect(await httpsFixture.curl(httpsFixture.https)).toBe("200 HTTP/2");
    expect(await httpsFixture.appUrl()).toBe(httpsFixture.https);
    expect([httpsFixture.machine(), await httpsFixture.nginx(), await httpsFixture.served()]).toEqual(before);
  });
});

describe("a name more", () => {
  const both = ["blog.test", "www.blog.test"];

  it("is added without a failed answer under the first", async () => {
    await httpsFixture.ca.introduce(Object.fromEntries(both.map((name) => [name, "127.0.0.1"])));
    await httpsFixture.up({ "freehold:domain": "blog.test" });
    await httpsFixture.certified(["blog.test"], "blog.test");
    process.env["NODE_EXTRA_CA_CERTS"] = await httpsFixture.ca.root();
    const host = `blog.test:${httpsFixture.site.httpsPort}`;
    const { report } = await underLoad(httpsFixture.https, { ...amounts.test, host }, async () => {
      await httpsFixture.up({ "freehold:domain": both.join(" ") });
      await httpsFixture.certified(both, "blog.test");
    });
    expect(reasonsButRace(report)).toEqual({});
    expect(
      await httpsFixture.curl(
        `https://www.blog.test:${httpsFixture.site.httpsPort}`,
        ...httpsFixture.at("www.blog.test"),
      ),
    ).toBe("200 HTTP/2");
  });
});

describe("npm run rebuild", () => {
  it("takes the certificate to the new server: no other is asked for", async () => {
    const before = await httpsFixture.served("blog.test");
    const machine = httpsFixture.machine();
    const { output } = succeeded(await toolchain(httpsFixture.site, "rebuild"));
    expect(httpsFixture.machine()).not.toBe(machine);
    const file = join(httpsFixture.site.folder, ".freehold/certificates", `${httpsFixture.site.stack}.tar`);
    expect(existsSync(file) && (statSync(file).mode & 0o777).toString(8)).toBe("600");
    expect(output).toContain(`saved the server's certificate in .freehold/certificates/${httpsFixture.site.stack}.tar`);
    await httpsFixture.certified(["blog.test", "www.blog.test"], "blog.test");
    expect(await httpsFixture.served("blog.test")).toBe(before);
    expect(httpsFixture.site.git("status", "--porcelain", "--untracked-files=all")).not.toContain("certificates");
  });
});

import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { amounts, reasonsButRace, underLoad } from "../../support/load/under-load";
import { toolchain } from "../../support/rehearsal/killed";
import { succeeded } from "../../support/rehearsal/run";
import { the } from "./the-site";

describe("HTTPS off and on again", () => {
  it("changes neither server nor nginx, and the certificate is taken up where it was", async () => {
    const before = [the.machine(), await the.nginx(), await the.served()];
    await the.up({ "freehold:https": "off" });
    await the.idle();
    expect(await the.curl(the.http, "-H", "Host: anything.example")).toBe("200 HTTP/1.1");
    expect(await the.served()).toBeUndefined();
    expect(await the.appUrl()).toBe(`http://localhost:${the.site.httpPort}`);
    await the.up({});
    await the.idle();
    expect(await the.curl(the.https)).toBe("200 HTTP/2");
    expect(await the.appUrl()).toBe(the.https);
    expect([the.machine(), await the.nginx(), await the.served()]).toEqual(before);
  });
});

describe("a name more", () => {
  const both = ["blog.test", "www.blog.test"];

  it("is added without a failed answer under the first", async () => {
    await the.ca.introduce(Object.fromEntries(both.map((name) => [name, "127.0.0.1"])));
    await the.up({ "freehold:domain": "blog.test" });
    await the.certified(["blog.test"], "blog.test");
    process.env["NODE_EXTRA_CA_CERTS"] = await the.ca.root();
    const host = `blog.test:${the.site.httpsPort}`;
    const { report } = await underLoad(the.https, { ...amounts.test, host }, async () => {
      await the.up({ "freehold:domain": both.join(" ") });
      await the.certified(both, "blog.test");
    });
    expect(reasonsButRace(report)).toEqual({});
    expect(await the.curl(`https://www.blog.test:${the.site.httpsPort}`, ...the.at("www.blog.test"))).toBe(
      "200 HTTP/2",
    );
  });
});

describe("npm run rebuild", () => {
  it("takes the certificate to the new server: no other is asked for", async () => {
    const before = await the.served("blog.test");
    const machine = the.machine();
    const { output } = succeeded(await toolchain(the.site, "rebuild"));
    expect(the.machine()).not.toBe(machine);
    const file = join(the.site.folder, ".freehold/certificates", `${the.site.stack}.tar`);
    expect(existsSync(file) && (statSync(file).mode & 0o777).toString(8)).toBe("600");
    expect(output).toContain(`saved the server's certificate in .freehold/certificates/${the.site.stack}.tar`);
    await the.certified(["blog.test", "www.blog.test"], "blog.test");
    expect(await the.served("blog.test")).toBe(before);
    expect(the.site.git("status", "--porcelain", "--untracked-files=all")).not.toContain("certificates");
  });
});

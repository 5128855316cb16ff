import { describe, expect, it } from "vitest";
import { httpsFixture } from "./fixture";

describe("a domain, given later", () => {
  const names = ["blog.test", "www.blog.test"];
  const port = () => httpsFixture.site.httpsPort;

  it("is certified in place: the same server, the same nginx, and both names by HTTPS", async () => {
    const before = [httpsFixture.machine(), await httpsFixture.nginx()];
    const said = await httpsFixture.up({ "freehold:domain": names.join(" "), "freehold:hsts": true });
    expect(said).toContain("blog.test leads nowhere yet; expected 127.0.0.1. Make an A record for it");
    await httpsFixture.ca.introduce({ "blog.test": "127.0.0.1", "www.blog.test": "127.0.0.1" });
    await httpsFixture.server("rm -f /var/lib/freehold/certificate/next");
    await httpsFixture.certified(names, "blog.test");
    for (const name of names)
      expect(await httpsFixture.curl(`https://${name}:${port()}`, ...httpsFixture.at(name))).toBe("200 HTTP/2");
    expect([httpsFixture.machine(), await httpsFixture.nginx()]).toEqual(before);
    expect(await httpsFixture.appUrl()).toBe(`https://blog.test:${port()}`);
  });

  it("sends each name to itself and the address to the first", async () => {
    const http = httpsFixture.site.httpPort;
    for (const name of names)
      expect(await httpsFixture.curl(`http://${name}:${http}/a`, ...httpsFixture.at(name))).toBe(
        `308 HTTP/1.1 https://${name}:${port()}/a`,
      );
    expect(await httpsFixture.curl(`${httpsFixture.http}/a`)).toBe(`308 HTTP/1.1 https://blog.test:${port()}/a`);
  });

  it("shakes no hand under another name", async () => {
    expect(await httpsFixture.served("evil.example")).toBeUndefined();
    expect(await httpsFixture.served()).toBeUndefined();
  });

  it("tells browsers to keep to HTTPS, where that was asked for", async () => {
    const header = ["-w", "%header{strict-transport-security}"];
    expect(await httpsFixture.curl(`https://blog.test:${port()}`, ...httpsFixture.at("blog.test"), ...header)).toBe(
      "max-age=31536000",
    );
    expect(
      await httpsFixture.curl(
        `http://blog.test:${httpsFixture.site.httpPort}`,
        ...httpsFixture.at("blog.test"),
        ...header,
      ),
    ).toBe("");
  });
});

import { describe, expect, it } from "vitest";
import { the } from "./the-site";

describe("a domain, given later", () => {
  const names = ["blog.test", "www.blog.test"];
  const port = () => the.site.httpsPort;

  it("is certified in place: the same server, the same nginx, and both names by HTTPS", async () => {
    const before = [the.machine(), await the.nginx()];
    const said = await the.up({ "freehold:domain": names.join(" "), "freehold:hsts": true });
    expect(said).toContain("blog.test leads nowhere yet; expected 127.0.0.1. Make an A record for it");
    await the.ca.introduce({ "blog.test": "127.0.0.1", "www.blog.test": "127.0.0.1" });
    await the.server("rm -f /var/lib/freehold/certificate/next");
    await the.certified(names, "blog.test");
    for (const name of names) expect(await the.curl(`https://${name}:${port()}`, ...the.at(name))).toBe("200 HTTP/2");
    expect([the.machine(), await the.nginx()]).toEqual(before);
    expect(await the.appUrl()).toBe(`https://blog.test:${port()}`);
  });

  it("sends each name to itself and the address to the first", async () => {
    const http = the.site.httpPort;
    for (const name of names)
      expect(await the.curl(`http://${name}:${http}/a`, ...the.at(name))).toBe(
        `308 HTTP/1.1 https://${name}:${port()}/a`,
      );
    expect(await the.curl(`${the.http}/a`)).toBe(`308 HTTP/1.1 https://blog.test:${port()}/a`);
  });

  it("shakes no hand under another name", async () => {
    expect(await the.served("evil.example")).toBeUndefined();
    expect(await the.served()).toBeUndefined();
  });

  it("tells browsers to keep to HTTPS, where that was asked for", async () => {
    const header = ["-w", "%header{strict-transport-security}"];
    expect(await the.curl(`https://blog.test:${port()}`, ...the.at("blog.test"), ...header)).toBe("max-age=31536000");
    expect(await the.curl(`http://blog.test:${the.site.httpPort}`, ...the.at("blog.test"), ...header)).toBe("");
  });
});

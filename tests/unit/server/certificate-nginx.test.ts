import { describe, expect, it } from "vitest";
import { value } from "./certificate-python";

const text = (expression: string) => value(`render(${expression})`) as string;
/** The rows of one map: name to value, without the exception that each has. */
const rows = (conf: string, name: string) => {
  const body = new RegExp(`\\$${name} \\{\\n([^}]*)\\}`).exec(conf)?.[1] ?? "";
  return Object.fromEntries(
    [...body.matchAll(/"~\^ (\S+)\$" "(.*)";/g)].map(([, key, to]) => [key?.replaceAll("\\", ""), to]),
  );
};
const fallback = (conf: string, name: string) => new RegExp(`\\$${name} \\{\\n {2}default "(.*)";`).exec(conf)?.[1];

describe("what nginx is told", () => {
  it("off: every name is answered, nothing redirected, nobody listens", () => {
    const conf = text("None, None, 0");
    expect([fallback(conf, "freehold_refused"), fallback(conf, "freehold_redirect")]).toEqual(["", ""]);
    expect(conf).not.toContain("listen");
  });

  it("no certificate yet: our names by HTTP, no others", () => {
    const conf = text("plan, None, 0");
    expect(fallback(conf, "freehold_refused")).toBe("1");
    expect(rows(conf, "freehold_refused")).toEqual({ "blog.test": "", "www.blog.test": "", "203.0.113.5": "" });
    expect(rows(conf, "freehold_redirect")).toEqual({});
    expect(conf).not.toContain("listen");
    // Challenge and own check, in both maps.
    expect(conf.match(/^ {2}"~\^1 " "";$/gm)).toHaveLength(2);
  });

  it("a domain: each name to itself, the address to the first, no handshake for others", () => {
    const conf = text("plan, both, 0");
    expect(rows(conf, "freehold_redirect")).toEqual({
      "blog.test": "https://blog.test:8443",
      "www.blog.test": "https://www.blog.test:8443",
      "203.0.113.5": "https://blog.test:8443",
    });
    expect(conf).toContain("listen 8443 ssl default_server;\n  ssl_reject_handshake on;");
    expect(conf).toContain("server_name blog.test www.blog.test;");
    expect(conf).toContain('add_header Strict-Transport-Security "max-age=31536000" always;');
    // For locations with headers of their own; the operator suite requests such a page (https/domain.part.ts).
    expect(conf).toContain('set $freehold_transport "max-age=31536000";');
  });

  it("a bare address: it is the default, for such a client names no server; never HSTS", () => {
    const conf = text("bare, address, 0");
    expect(rows(conf, "freehold_redirect")).toEqual({ "203.0.113.5": "https://203.0.113.5" });
    expect(conf.match(/listen 8443 .*/g)).toEqual(["listen 8443 ssl default_server;"]);
    expect(conf).not.toContain("Strict-Transport");
  });

  it("an expired certificate: HTTP is the site again, without HSTS; who asks for HTTPS still gets an answer", () => {
    const conf = text("plan, both, 90 * D");
    expect(rows(conf, "freehold_redirect")).toEqual({});
    expect(conf).toContain("server_name blog.test www.blog.test;");
    expect(conf).not.toContain("Strict-Transport");
  });

  it("a name added: the old certificate goes on for its own name", () => {
    const conf = text('plan, cert("www.blog.test"), 0');
    expect(rows(conf, "freehold_redirect")).toEqual({ "www.blog.test": "https://www.blog.test:8443" });
    expect(conf).toContain("server_name www.blog.test;");
  });

  it("a name no longer ours is not answered, though the certificate has it", () => {
    const conf = text('plan, cert("blog.test", "www.blog.test", "old.test"), 0');
    expect(conf).not.toContain("old.test");
  });
});

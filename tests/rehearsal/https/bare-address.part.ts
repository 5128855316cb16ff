import { chromium } from "playwright-core";
import { beforeAll, describe, expect, it } from "vitest";
import { resourceCounts, unchanged } from "../../support/expected";
import { run } from "../../support/rehearsal/run";
import { httpsFixture } from "./fixture";

describe("a server without a domain", () => {
  beforeAll(async () => {
    await httpsFixture.certified(["127.0.0.1"]);
  });

  it("has a certificate for its bare address by itself: its chain leads to the CA, 160 hours, an elliptic key", async () => {
    expect(await httpsFixture.curl(httpsFixture.https)).toBe("200 HTTP/2");
    expect((await run("curl", ["-sS", "-m", "20", httpsFixture.https])).output).toContain("unable to get local issuer");
    const facts = await httpsFixture.server(
      "openssl x509 -in /var/lib/freehold/certificate/pair.pem -noout -subject -ext subjectAltName -checkend 570000; grep -c BEGIN /var/lib/freehold/certificate/pair.pem",
    );
    expect(facts).toMatch(/^subject=\nX509v3 Subject Alternative Name: critical\n {4}IP Address:127\.0\.0\.1/);
    expect(facts).toContain("Certificate will not expire");
    // Key, certificate, one intermediate.
    expect(facts.split("\n").pop()).toBe("3");
  });

  it("sends readers from HTTP to HTTPS, path and question with them, but no challenge and no check of its own", async () => {
    expect(await httpsFixture.curl(`${httpsFixture.http}/search?q=star`)).toBe(
      `308 HTTP/1.1 ${httpsFixture.https}/search?q=star`,
    );
    expect(await httpsFixture.curl(`${httpsFixture.http}/.well-known/acme-challenge/none`)).toBe("404 HTTP/1.1");
    expect(await httpsFixture.curl(httpsFixture.http, "-H", "X-Freehold-Check: 1")).toBe("200 HTTP/1.1");
  });

  it("gives nothing to who asks for another name", async () => {
    for (const url of [httpsFixture.http, httpsFixture.https])
      expect(await httpsFixture.curl(url, "-H", "Host: evil.example")).toMatch(/^421 /);
    const { output } = await run("curl", ["-sS", "-m", "20", "-H", "Host: evil.example", httpsFixture.http]);
    expect(output).not.toContain("star");
  });

  it("refuses old protocols, and a returning reader resumes", async () => {
    const old = ["--tlsv1.0", "--tls-max", "1.1", "--ciphers", "DEFAULT@SECLEVEL=0"];
    expect(await httpsFixture.curl(httpsFixture.https, ...old)).toMatch(/alert protocol version/);
    const address = `127.0.0.1:${httpsFixture.site.httpsPort}`;
    const ask = "(sleep 1; printf 'GET /release.json HTTP/1.0\\r\\nHost: 127.0.0.1\\r\\n\\r\\n'; sleep 1)";
    for (const version of ["tls1_2", "tls1_3"]) {
      const { output } = await run("bash", [
        "-c",
        `f=$(mktemp); ${ask} | openssl s_client -connect ${address} -${version} -sess_out $f >/dev/null 2>&1
         openssl s_client -connect ${address} -${version} -sess_in $f </dev/null 2>/dev/null | grep -E '^(New|Reused)'; rm $f`,
      ]);
      expect(output).toMatch(/^Reused, TLSv1\.[23]/);
    }
  });

  it("keeps its key for root and nginx", async () => {
    const nginx = "/var/lib/freehold/nginx/tls";
    expect(await httpsFixture.server(`stat -c '%a %u:%g' ${nginx} ${nginx}/pair-*.pem`)).toBe("750 0:33\n640 0:33");
    expect(await httpsFixture.server("stat -c '%a %u:%g' /var/lib/freehold/certificate{,/pair.pem}")).toBe(
      "700 0:0\n600 0:0",
    );
    for (const user of ["author", "operator"])
      expect((await httpsFixture.site.inServer(`runuser -u ${user} -- cat ${nginx}/pair-*.pem`)).status).not.toBe(0);
    const seen = await httpsFixture.server(
      "grep -rl 'BEGIN.*PRIVATE KEY' /var/log /run/log 2>/dev/null; journalctl --no-pager | grep -c 'PRIVATE KEY'",
    );
    expect(seen).toBe("0");
  });

  it("tells the app, the author and the operator", async () => {
    expect(await httpsFixture.appUrl()).toBe(httpsFixture.https);
    const status = await httpsFixture.status();
    expect(status).toContain(`page      ${httpsFixture.https}\n`);
    expect(status).toMatch(/^https {5}127\.0\.0\.1, until \S+ \S+ UTC, renewed from \S+ \S+ UTC$/m);
    const again = await httpsFixture.up({});
    expect(again).toMatch(new RegExp(`url +: (?:"http://[^"]+" => )?"${httpsFixture.https}"`));
    expect(again).toMatch(unchanged(resourceCounts.rehearsalWithHttps));
  });

  it("a browser meets no error", async () => {
    const executablePath = process.env["FREEHOLD_BROWSER"] ?? "/usr/bin/chromium";
    const browser = await chromium.launch({
      executablePath,
      args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"],
      env: { ...process.env, HOME: await httpsFixture.ca.browserHome() } as Record<string, string>,
    });
    try {
      const page = await browser.newPage();
      const errors: string[] = [];
      page.on("console", (message) => message.type() === "error" && errors.push(message.text()));
      const answer = await page.goto(httpsFixture.http);
      expect(page.url()).toBe(`${httpsFixture.https}/`);
      expect((await answer?.securityDetails())?.protocol).toBe("TLS 1.3");
      await page.getByRole("link", { name: "A planet from the garden" }).click();
      await page.waitForURL("**/posts/a-planet-from-the-garden");
      expect(errors).toEqual([]);
    } finally {
      await browser.close();
    }
  });
});

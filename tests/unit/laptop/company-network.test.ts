import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { networkProblem, proxyVariables, settleNetwork } from "../../../cli/company-network.mjs";
import { companyUploads, proxyArguments, readNetwork } from "../../../infra/targets/rehearsal/company-network";

const root = resolve(__dirname, "../../..");
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "freehold-company-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe("the variables of a proxy", () => {
  it("are none where there is no proxy, whatever NO_PROXY says", () => {
    expect(proxyVariables({ NO_PROXY: "corp.example" })).toEqual({});
  });

  it("are set in both spellings, and never take loopback to the proxy", () => {
    const environment = { HTTPS_PROXY: "http://proxy:3128", no_proxy: "corp.example, localhost" };
    expect(proxyVariables(environment)).toEqual({
      https_proxy: "http://proxy:3128",
      HTTPS_PROXY: "http://proxy:3128",
      no_proxy: "corp.example,localhost,127.0.0.1,::1",
      NO_PROXY: "corp.example,localhost,127.0.0.1,::1",
    });
  });
});

describe("a company's authority", () => {
  it("that is missing is named", () => {
    expect(networkProblem({ FREEHOLD_CA: "/nowhere.pem" })).toBe(
      "FH-CA-MISSING: FREEHOLD_CA names /nowhere.pem, and there is no such file; expected certificates in PEM",
    );
    expect(networkProblem({})).toBeUndefined();
  });

  it("goes into one bundle with the system's for every tool that has no file of its own", () => {
    const file = join(folder, "company.pem");
    writeFileSync(file, "company\n");
    const environment: NodeJS.ProcessEnv = { FREEHOLD_CA: file, PIP_CERT: "/mine.pem" };
    settleNetwork(environment, folder);
    const bundle = join(folder, "authorities.pem");
    expect(environment).toMatchObject({ PIP_CERT: "/mine.pem", SSL_CERT_FILE: bundle, NODE_EXTRA_CA_CERTS: bundle });
    expect(readFileSync(bundle, "utf8")).toMatch(/company\n$/);
  });

  it("changes nothing where there is none", () => {
    const environment: NodeJS.ProcessEnv = { PATH: "/bin" };
    settleNetwork(environment, folder);
    expect(environment).toEqual({ PATH: "/bin" });
  });
});

describe("the rehearsed server", () => {
  const plain = { httpProxy: undefined, httpsProxy: undefined, noProxy: undefined, authority: undefined };

  it("has nothing of it without a proxy, and builds have no arguments", () => {
    expect(companyUploads(readNetwork({ NO_PROXY: "x" }))).toEqual([]);
    expect(proxyArguments(readNetwork({ NO_PROXY: "x" }))).toEqual({});
  });

  it("has the proxy for every service and for builds, and the authority", () => {
    const network = { ...plain, httpProxy: "http://a%40b:c@proxy:3128", noProxy: "localhost", authority: "PEM" };
    const files = Object.fromEntries(companyUploads(network).map(({ file, content }) => [file, content]));
    expect(files["/etc/apt/apt.conf.d/90company-proxy"]).toBe(
      'Acquire::http::Proxy "http://a%40b:c@proxy:3128";\nAcquire::https::Proxy "http://a%40b:c@proxy:3128";\n',
    );
    const past = "localhost,10.0.0.2,10.0.0.1,10.77.255.253,169.254.169.254";
    // A percent sign would begin a specifier of systemd's.
    const proxy = "http://a%%40b:c@proxy:3128";
    expect(files["/etc/systemd/system.conf.d/90-company.conf"]).toBe(
      `[Manager]\nDefaultEnvironment="http_proxy=${proxy}" "HTTP_PROXY=${proxy}" "no_proxy=${past}" "NO_PROXY=${past}" ` +
        '"PIP_CERT=/etc/ssl/certs/ca-certificates.crt" "REQUESTS_CA_BUNDLE=/etc/ssl/certs/ca-certificates.crt"\n',
    );
    expect(JSON.parse(files["/root/.docker/config.json"] ?? "")).toEqual({
      proxies: { default: { httpProxy: "http://a%40b:c@proxy:3128", noProxy: past } },
    });
    expect(files["/usr/local/share/ca-certificates/company.crt"]).toBe("PEM");
    // apt reads the small spelling only.
    expect(proxyArguments(network)).toEqual({
      http_proxy: "http://a%40b:c@proxy:3128",
      HTTP_PROXY: "http://a%40b:c@proxy:3128",
      no_proxy: "localhost",
      NO_PROXY: "localhost",
    });
  });
});

const canNamespace = spawnSync("unshare", ["-n", "sh", "-c", "ip link set lo up && openssl version"]).status === 0;

it.runIf(canNamespace)("every tool gets out by a proxy that intercepts TLS, with all direct ways closed", () => {
  const openssl = (...args: string[]) => execFileSync("openssl", args, { cwd: folder, stdio: "pipe" });
  const key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"];
  openssl("req", "-x509", ...key, "-keyout", "ca.key", "-out", "ca.pem", "-subj", "/CN=Company");
  openssl("req", ...key, "-keyout", "host.key", "-out", "host.csr", "-subj", "/CN=*.company.test");
  writeFileSync(join(folder, "names"), "subjectAltName=DNS:*.company.test\n");
  openssl(
    "x509",
    "-req",
    "-in",
    "host.csr",
    "-CA",
    "ca.pem",
    "-CAkey",
    "ca.key",
    "-days",
    "2",
    "-extfile",
    "names",
    "-out",
    "host.pem",
  );
  const script = join(root, "tests/support/lived-in/company-proxy.mjs");
  const inside = 'ip link set lo up && exec "$@"';
  const settle = join(root, "cli/company-network.mjs");
  const printed = execFileSync("unshare", ["-n", "sh", "-c", inside, "sh", process.execPath, script, folder, settle], {
    encoding: "utf8",
  });
  const found = JSON.parse(printed) as Record<string, boolean>;
  expect(Object.entries(found).filter(([, came]) => !came)).toEqual([]);
  expect(Object.keys(found)).toEqual(expect.arrayContaining(["python", "git", "npm"]));
  expect(existsSync(join(folder, "made/authorities.pem"))).toBe(true);
});

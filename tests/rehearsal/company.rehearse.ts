import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Company } from "../support/lived-in/company";
import { Checkout } from "../support/rehearsal/checkout";
import { run, succeeded } from "../support/rehearsal/run";

/** One server behind a proxy that intercepts TLS, with all direct ways of containers and builds closed. */
const company = new Company();
let site: Checkout;
beforeAll(async () => {
  await company.start();
  site = await Checkout.make("company");
});
afterAll(async () => {
  await site.remove();
  company.stop();
});

const toolchain = (command: string) =>
  run("node", ["cli/run.mjs", command, "--stack", site.stack], {
    cwd: site.folder,
    env: company.environment(site.env),
  });

describe("behind a company's proxy", () => {
  it("up makes the server and releases the blog", async () => {
    const up = succeeded(await toolchain("up"));
    expect(up.output).toContain("with the company's authority");
    expect(up.output).toMatch(/the blog is at http:\/\/localhost:\d+\n/);
  });

  it("the server has no other way out", async () => {
    const direct = await site.inServer("curl -sS --noproxy '*' --max-time 5 http://deb.debian.org/");
    expect(direct.status).not.toBe(0);
  });

  it("apt and pip came by the proxy, from the server and from its builds", () => {
    const seen = company.seen();
    // A package with a security update comes from its own host.
    for (const fetched of [
      /^http:\/\/(deb|security)\.debian\.org\/.*\/docker\.io_/,
      /^http:\/\/(deb|security)\.debian\.org\/.*\/nginx_/,
      /^https:\/\/pypi\.org\/simple\/flask\//,
    ])
      expect(seen).toContainEqual(expect.stringMatching(fetched));
    expect(seen.filter((url) => url.startsWith("failed"))).toEqual([]);
  });

  it("the blog itself knows nothing of it", async () => {
    const containers = "docker ps -q --filter label=com.docker.stack.namespace=blog";
    const env = await site.inServer(`for c in $(${containers}); do docker exec "$c" env; done`);
    expect(env.output).toContain("PATH=");
    expect(env.output).not.toMatch(/proxy/i);
  });

  it("a second push builds by the proxy, too, and up again changes nothing", async () => {
    site.commit("Another release", { "app/requirements-note": "changed\n" });
    succeeded(await toolchain("up"));
    const again = succeeded(await toolchain("up"));
    expect(again.output).toMatch(/\d+ unchanged/);
    expect(again.output).not.toMatch(/updated|replaced|created/);
  });
});

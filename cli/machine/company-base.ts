import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { companyBase, proxyArguments, readNetwork } from "../../infra/targets/rehearsal/company-network";
import { must } from "../execute";
import { hashOf } from "../files";

/** Short name of the authority that FREEHOLD_CA has now; undefined where there is none. */
export function authorityHash(environment: NodeJS.ProcessEnv = process.env): string | undefined {
  const { authority } = readNetwork(environment);
  return authority && hashOf(authority);
}

/**
 * Makes a base image that trusts a company's authority, for the builds that a rehearsed server runs: behind a proxy that intercepts
 * TLS, pip in app/Dockerfile trusts nothing else. It has a name of its own: what this machine's other projects build on stays as it is.
 * The server gives it the name of `base` (images/machine/…/load-base-images).
 * @returns the image's name
 * @throws UserError where the build fails
 */
export async function makeCompanyBase(base: string, doing: (what: string) => void, log: string): Promise<string> {
  const network = readNetwork(process.env);
  const folder = mkdtempSync(join(tmpdir(), "freehold-company-"));
  try {
    doing("adding the authority that FREEHOLD_CA names");
    writeFileSync(join(folder, "company.crt"), network.authority ?? "");
    writeFileSync(join(folder, "Dockerfile"), dockerfile(base));
    const proxies = Object.entries(proxyArguments(network)).flatMap(([name, value]) => [
      "--build-arg",
      `${name}=${value}`,
    ]);
    await must("docker", ["build", "--quiet", "--tag", companyBase, ...proxies, folder], { log, timeout: 300 });
    return companyBase;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Debian's slim image has no list of authorities; one made here has, and then nothing is fetched. Pure. */
const dockerfile = (base: string) => `FROM ${base}
LABEL freehold.base=1
RUN [ -e /usr/sbin/update-ca-certificates ] || { \\
  apt-get -qq update && apt-get -qq install -y --no-install-recommends ca-certificates >/dev/null && rm -rf /var/lib/apt/lists/*; }
COPY company.crt /usr/local/share/ca-certificates/company.crt
RUN update-ca-certificates >/dev/null
`;

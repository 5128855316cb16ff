import { existsSync, readFileSync } from "node:fs";

/** A company's network, as the environment names it (cli/company-network.mjs sets both spellings). */
export interface CompanyNetwork {
  readonly httpProxy: string | undefined;
  readonly httpsProxy: string | undefined;
  readonly noProxy: string | undefined;
  /** Certificates of the file that FREEHOLD_CA names, PEM: what a user named for one tool stays on the laptop. */
  readonly authority: string | undefined;
}

/** Reads it. Pure but for the file of authorities. */
export function readNetwork(environment: NodeJS.ProcessEnv): CompanyNetwork {
  const variable = (name: string) => environment[name] || environment[name.toUpperCase()] || undefined;
  const file = environment["FREEHOLD_CA"];
  return {
    httpProxy: variable("http_proxy"),
    httpsProxy: variable("https_proxy"),
    noProxy: variable("no_proxy"),
    authority: file && existsSync(file) ? readFileSync(file, "utf8") : undefined,
  };
}

/** Build arguments that every builder knows without ARG, for images built on the laptop's engine; empty without a proxy. Pure. */
export function proxyArguments({ httpProxy, httpsProxy, noProxy }: CompanyNetwork): Record<string, string> {
  const values = {
    HTTP_PROXY: httpProxy,
    HTTPS_PROXY: httpsProxy,
    NO_PROXY: httpProxy || httpsProxy ? noProxy : undefined,
  };
  return Object.fromEntries(
    Object.entries(values).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}

/** A file that the rehearsed machine has before its first boot. */
export interface Upload {
  readonly file: string;
  readonly content: string;
}

/**
 * What the rehearsed server must have to get out by a company's proxy: for apt, for its Docker engine, for the builds it runs, and the
 * authority that signs what the proxy intercepts. A real server has none of it. A proxy at the laptop's own loopback is not reached
 * from there. Pure.
 */
export function companyUploads(network: CompanyNetwork): Upload[] {
  const { httpProxy, httpsProxy, noProxy = "", authority } = network;
  const uploads: Upload[] = [];
  if (httpProxy || httpsProxy) {
    const apt = { http: httpProxy, https: httpsProxy ?? httpProxy };
    const lines = Object.entries(apt).flatMap(([kind, url]) => (url ? [`Acquire::${kind}::Proxy "${url}";\n`] : []));
    // systemd reads % as a specifier.
    const variables = Object.entries({ HTTP_PROXY: httpProxy, HTTPS_PROXY: httpsProxy, NO_PROXY: noProxy }).flatMap(
      ([name, value]) => (value ? [`Environment="${name}=${value.replaceAll("%", "%%")}"\n`] : []),
    );
    const builds = { proxies: { default: { httpProxy, httpsProxy, noProxy } } };
    uploads.push(
      { file: "/etc/apt/apt.conf.d/90company-proxy", content: lines.join("") },
      { file: "/etc/systemd/system/docker.service.d/company-proxy.conf", content: `[Service]\n${variables.join("")}` },
      { file: "/root/.docker/config.json", content: `${JSON.stringify(builds)}\n` },
    );
  }
  if (authority) uploads.push({ file: "/usr/local/share/ca-certificates/company.crt", content: authority });
  return uploads;
}

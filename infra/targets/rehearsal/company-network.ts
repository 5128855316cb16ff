import { existsSync, readFileSync } from "node:fs";
import { siteAddress } from "../site-address";
import { subnet } from "./addresses";

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

/** The variables of a proxy by both their spellings: apt and curl know the small one, others the large one. Pure. */
function bothSpellings({ httpProxy, httpsProxy, noProxy }: Omit<CompanyNetwork, "authority">): [string, string][] {
  const values = { http_proxy: httpProxy, https_proxy: httpsProxy, no_proxy: noProxy };
  return Object.entries(values).flatMap(([name, value]): [string, string][] =>
    value
      ? [
          [name, value],
          [name.toUpperCase(), value],
        ]
      : [],
  );
}

/** Build arguments that every builder knows without ARG, for images built on the laptop's engine; empty without a proxy. Pure. */
export const proxyArguments = (network: CompanyNetwork): Record<string, string> =>
  network.httpProxy || network.httpsProxy ? Object.fromEntries(bothSpellings(network)) : {};

/** A file that the rehearsed machine has before its first boot. */
export interface Upload {
  readonly file: string;
  readonly content: string;
}

/** Name of the base image that trusts the company's authority (cli/machine/company-base.ts); the server renames it. */
export const companyBase = "freehold/company-base:latest";

/** Addresses of the rehearsed server's own network, which no proxy leads to. */
const own = [subnet.server, subnet.gateway, siteAddress, "169.254.169.254"];

/** Where Debian and Ubuntu keep the authorities that they trust, for programs that bring their own list (pip, requests). */
const trusted = "/etc/ssl/certs/ca-certificates.crt";

/**
 * What the rehearsed server must have to get out by a company's proxy: one environment for all its services (apt, pip, git, curl, the
 * Docker engine), build arguments for the builds it runs, and the authority that signs what the proxy intercepts. Containers of a
 * release have none of it. A real server has none of it. A proxy at the laptop's own loopback is not reached from there. Pure.
 */
export function companyUploads(network: CompanyNetwork): Upload[] {
  const { httpProxy, httpsProxy, authority } = network;
  const uploads: Upload[] = [];
  if (httpProxy || httpsProxy) {
    const apt = { http: httpProxy, https: httpsProxy ?? httpProxy };
    const lines = Object.entries(apt).flatMap(([kind, url]) => (url ? [`Acquire::${kind}::Proxy "${url}";\n`] : []));
    const noProxy = [...new Set([...(network.noProxy ?? "").split(","), ...own])].filter(Boolean).join(",");
    const builds = { proxies: { default: { httpProxy, httpsProxy, noProxy } } };
    uploads.push(
      { file: "/etc/apt/apt.conf.d/90company-proxy", content: lines.join("") },
      { file: "/root/.docker/config.json", content: `${JSON.stringify(builds)}\n` },
      {
        file: "/etc/systemd/system.conf.d/90-company.conf",
        content: serviceEnvironment({ httpProxy, httpsProxy, noProxy, authority }),
      },
    );
  }
  if (authority) uploads.push({ file: "/usr/local/share/ca-certificates/company.crt", content: authority });
  return uploads;
}

/** systemd's environment of every service; % begins a specifier there. Pure. */
function serviceEnvironment(network: CompanyNetwork): string {
  const trust = network.authority ? ["PIP_CERT", "REQUESTS_CA_BUNDLE"].map((name) => [name, trusted] as const) : [];
  const words = [...bothSpellings(network), ...trust].map(
    ([name, value]) => `"${name}=${value.replaceAll(/["\\]/g, "\\$&").replaceAll("%", "%%")}"`,
  );
  return `[Manager]\nDefaultEnvironment=${words.join(" ")}\n`;
}

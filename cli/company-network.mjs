// Plain Node, no dependency: cli/run.mjs needs it before `npm ci`.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** What never goes to a proxy: Pulumi's engine and plugins speak to each other on loopback, and the rehearsed page is there. */
const loopback = ["localhost", "127.0.0.1", "::1"];

/** Where systems keep the authorities that they trust. */
const bundles = ["/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/cert.pem"];

/** Variables by which tools find more authorities, in the order in which one is taken for the company's. */
const given = [
  "FREEHOLD_CA",
  "NODE_EXTRA_CA_CERTS",
  "SSL_CERT_FILE",
  "REQUESTS_CA_BUNDLE",
  "CURL_CA_BUNDLE",
  "GIT_SSL_CAINFO",
];

/** Those that a run sets, each to a bundle with the system's authorities and the company's: Node, Go, pip, requests, curl, git. */
const set = [
  "NODE_EXTRA_CA_CERTS",
  "SSL_CERT_FILE",
  "PIP_CERT",
  "REQUESTS_CA_BUNDLE",
  "CURL_CA_BUNDLE",
  "GIT_SSL_CAINFO",
];

/** A file of authorities beyond the system's, or undefined. Pure. */
export const companyAuthority = (environment) => given.map((name) => environment[name]).find(Boolean);

/**
 * The proxy's variables in both spellings, of which tools know one or the other, with loopback left out. Empty where there is no
 * proxy. Pure.
 *
 * @returns {Record<string, string>}
 */
export function proxyVariables(environment) {
  const valueFor = (name) => environment[name] || environment[name.toUpperCase()];
  const [http, https] = [valueFor("http_proxy"), valueFor("https_proxy")];
  if (!http && !https) return {};
  const past = (valueFor("no_proxy") ?? "").split(",").map((name) => name.trim());
  const values = {
    http_proxy: http,
    https_proxy: https,
    no_proxy: [...new Set([...past, ...loopback])].filter(Boolean).join(","),
  };
  return Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) =>
      value
        ? [
            [name, value],
            [name.toUpperCase(), value],
          ]
        : [],
    ),
  );
}

/** Why a proxy's or authority's setting cannot be used, or undefined. Pure but for one look at the file. */
export function networkProblem(environment) {
  const file = companyAuthority(environment);
  if (file === undefined || existsSync(file)) return undefined;
  const name = given.find((variable) => environment[variable]);
  return `FH-CA-MISSING: ${name} names ${file}, and there is no such file; expected certificates in PEM`;
}

/**
 * Makes the one environment that every step of a run inherits: npm, pip, Go, apt, Pulumi's downloads, image builds. A company's proxy
 * and authority are set once, by HTTPS_PROXY and FREEHOLD_CA (or the name that a tool of theirs knows), for all of them.
 *
 * @param {NodeJS.ProcessEnv} environment changed in place
 * @param {string} folder where the bundle of authorities is written
 */
export function settleNetwork(environment, folder) {
  const proxies = proxyVariables(environment);
  Object.assign(environment, proxies);
  // Node 24 has its own fetch take a proxy by this; older ones ignore it.
  if (proxies.https_proxy || proxies.http_proxy) environment.NODE_USE_ENV_PROXY ??= "1";
  const file = companyAuthority(environment);
  if (file === undefined) return;
  const system = bundles.find((bundle) => existsSync(bundle));
  const parts = [...new Set([system, file].filter(Boolean))].map((path) => readFileSync(path, "utf8").trimEnd());
  const bundle = join(folder, "authorities.pem");
  mkdirSync(folder, { recursive: true });
  writeFileSync(bundle, `${parts.join("\n")}\n`);
  // What a user set for one tool stays.
  for (const name of set) environment[name] ||= bundle;
  // An npmrc may have its own, which npm takes in the place of all others.
  if (environment.FREEHOLD_CA) environment.npm_config_cafile = bundle;
}

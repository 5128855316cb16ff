import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { hashOf } from "../files";

const mozilla = "/usr/share/ca-certificates/mozilla";
const bundles = ["/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/cert.pem"];

/** The certificates of a PEM bundle, one text each. Pure. */
export function splitBundle(pem: string): string[] {
  const found = pem.match(/-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g) ?? [];
  return found.map((certificate) => `${certificate.replaceAll("\r", "")}\n`);
}

/** Those of the host's certificates that Debian does not ship anyway, each once. Pure. */
export function additional(host: readonly string[], shipped: readonly string[]): string[] {
  const known = new Set(shipped);
  return [...new Set(host)].filter((certificate) => !known.has(certificate));
}

const read = (path: string) => splitBundle(readFileSync(path, "utf8"));

/** The authorities this host trusts beyond Debian's: a company's proxy, for example. Images made here must trust them too. */
export function hostCertificates(): string[] {
  const paths = [...bundles, process.env["SSL_CERT_FILE"] ?? "", process.env["NODE_EXTRA_CA_CERTS"] ?? ""];
  const host = [...new Set(paths)].filter((path) => path && existsSync(path)).flatMap(read);
  const shipped = existsSync(mozilla) ? readdirSync(mozilla).flatMap((name) => read(join(mozilla, name))) : [];
  return additional(host, shipped);
}

/** Writes one file per certificate, as update-ca-certificates wants them. */
export function writeCertificates(folder: string, certificates: readonly string[]) {
  mkdirSync(folder, { recursive: true });
  for (const certificate of certificates) writeFileSync(join(folder, `host-${hashOf(certificate)}.crt`), certificate);
}

import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { additional, splitBundle, writeCertificates } from "../../base-image/host-certificates";

const pem = (body: string) => `-----BEGIN CERTIFICATE-----\n${body}\n-----END CERTIFICATE-----\n`;

describe("the host's certificates", () => {
  it("are taken one by one out of a bundle, without comments and carriage returns", () => {
    expect(splitBundle(`# Company\n${pem("AAA")}\n# Other\r\n${pem("BBB").replaceAll("\n", "\r\n")}`)).toEqual([
      pem("AAA"),
      pem("BBB"),
    ]);
    expect(splitBundle("no certificate")).toEqual([]);
  });

  it("go into an image only where Debian does not ship them, and once", () => {
    expect(additional([pem("A"), pem("B"), pem("B")], [pem("A")])).toEqual([pem("B")]);
  });

  it("become one file each, as update-ca-certificates wants them", () => {
    const folder = mkdtempSync(join(tmpdir(), "certificates-"));
    writeCertificates(folder, [pem("A"), pem("B")]);
    const names = readdirSync(folder);
    expect(names).toHaveLength(2);
    expect(names.every((name) => /^host-[0-9a-f]{16}\.crt$/.test(name))).toBe(true);
    expect(names.map((name) => readFileSync(join(folder, name), "utf8")).sort()).toEqual([pem("A"), pem("B")]);
    rmSync(folder, { recursive: true });
  });
});

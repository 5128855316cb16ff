import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import {
  type CredentialSources,
  credentialSources,
  findCredentials,
  parseProfile,
} from "../../../infra/targets/oracle/account/credentials";

const file = `# pasted from the console
[DEFAULT]
user=ocid1.user.oc1..me
fingerprint=aa:bb
tenancy=ocid1.tenancy.oc1..mine
region=eu-frankfurt-1
key_file=/keys/oci.pem

[WORK]
tenancy = ocid1.tenancy.oc1..work
region = us-ashburn-1
`;
const sources = (changes: Partial<CredentialSources> = {}): CredentialSources => ({
  config: {},
  environment: {},
  home: "/home/me",
  file,
  filePath: "/home/me/.oci/config",
  fileExists: () => true,
  ...changes,
});

test("a profile is read, comments and spaces aside", () => {
  expect(parseProfile(file, "WORK")).toEqual({ tenancy: "ocid1.tenancy.oc1..work", region: "us-ashburn-1" });
  expect(parseProfile(file, "HOME")).toBeUndefined();
});

test.each([
  ["the file", sources(), undefined, { tenancy: "ocid1.tenancy.oc1..mine", region: "eu-frankfurt-1" }],
  [
    "the profile the stack names",
    sources({ config: { configFileProfile: "WORK" } }),
    undefined,
    { tenancy: "ocid1.tenancy.oc1..work", region: "us-ashburn-1" },
  ],
  [
    "the stack's configuration before the file",
    sources({ config: { tenancyOcid: "t", region: "r" } }),
    undefined,
    { tenancy: "t", region: "r" },
  ],
  [
    "the environment",
    sources({ file: undefined, environment: { TF_VAR_tenancy_ocid: "t", TF_VAR_region: "r" } }),
    undefined,
    { tenancy: "t", region: "r" },
  ],
  [
    "the environment, in the provider's other spelling",
    sources({ file: undefined, environment: { OCI_TENANCY_OCID: "t", OCI_REGION: "r" } }),
    undefined,
    { tenancy: "t", region: "r" },
  ],
  [
    "freehold:region before everything",
    sources({ config: { region: "r" } }),
    "mine",
    { tenancy: "ocid1.tenancy.oc1..mine", region: "mine" },
  ],
])("credentials come from %s", (_, given, region, found) => expect(findCredentials(given, region)).toEqual(found));

test("the file is where the provider finds it: the given home, whatever HOME says, then OCI_CONFIG_FILE", () => {
  const folder = mkdtempSync(join(tmpdir(), "freehold-oci-"));
  const other = join(folder, "other");
  writeFileSync(other, "[DEFAULT]\ntenancy=other\n");
  const read = () => credentialSources({}, { HOME: "/elsewhere", OCI_CONFIG_FILE: other }, folder);
  expect([read().filePath, read().file]).toEqual([other, "[DEFAULT]\ntenancy=other\n"]);
  mkdirSync(join(folder, ".oci"));
  writeFileSync(join(folder, ".oci", "config"), file);
  expect([read().filePath, read().file]).toEqual([join(folder, ".oci", "config"), file]);
  rmSync(folder, { recursive: true });
});

test("~ in key_file is the same home", () => {
  const tilde = sources({ config: { privateKeyPath: "~/k.pem" }, fileExists: (path) => path === "/home/me/k.pem" });
  expect(findCredentials(tilde)).toMatchObject({ tenancy: "ocid1.tenancy.oc1..mine" });
});

test("nothing at all is one plain sentence", () => {
  expect(findCredentials(sources({ file: undefined }))).toEqual([
    "No Oracle credentials: oci:tenancyOcid is not set and there is no /home/me/.oci/config. In Oracle's console open Profile > " +
      "My profile > API keys > Add API key, download the private key, and put the configuration that Oracle shows (with key_file " +
      "set to where the key is) into ~/.oci/config.",
  ]);
});

test("a key file that is not there is named", () => {
  const found = findCredentials(sources({ fileExists: () => false }));
  expect(found).toHaveLength(1);
  expect((found as string[])[0]).toMatch(/^The private key file \/keys\/oci\.pem does not exist\. Correct key_file/);
});

test("no region is said so", () => {
  expect(findCredentials(sources({ file: "[DEFAULT]\ntenancy=t\n" }))).toEqual([
    "No Oracle region: set freehold:region to the home region of the account, for example eu-frankfurt-1.",
  ]);
});

import { expect, test } from "vitest";
import {
  type CredentialSources,
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
    "freehold:region before everything",
    sources({ config: { region: "r" } }),
    "mine",
    { tenancy: "ocid1.tenancy.oc1..mine", region: "mine" },
  ],
])("credentials come from %s", (_, given, region, found) => expect(findCredentials(given, region)).toEqual(found));

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

import { expect, test } from "vitest";
import { explain, oracleLine } from "../../../infra/targets/oracle/account/errors";

const context = { region: "eu-frankfurt-1", compartment: "ocid1.compartment.oc1..blog" };

test("Oracle's own line is found among the provider's", () => {
  const text =
    "invocation of oci:Core/getVcns:getVcns returned an error: 1 error occurred:\n\t* 429-TooManyRequests, Too many requests for the user\nSuggestion: x";
  expect(oracleLine(text)).toBe("429-TooManyRequests, Too many requests for the user");
});

const unconfigured = (what: string) =>
  "invocation of oci:Identity/getRegionSubscriptions:getRegionSubscriptions returned an error: 1 error occurred:\n" +
  `\t* can not create client, bad configuration: did not find a proper configuration for ${what}\n\n`;

test("the provider's own reason is kept, too", () => {
  expect(oracleLine(unconfigured("user"))).toBe(
    "can not create client, bad configuration: did not find a proper configuration for user",
  );
});

test.each([
  [unconfigured("tenancy"), /^The Oracle credentials have no tenancy\./],
  [unconfigured("user"), /^The Oracle credentials have no user\..*for user\)$/],
  [unconfigured("keyFingerprint"), /^The Oracle credentials have no fingerprint\./],
  [unconfigured("region, nor for OCI_REGION env var"), /^The Oracle credentials have no region\./],
  [unconfigured("private key"), /^The private key could not be read/],
  [
    "401-NotAuthenticated, The required information to complete authentication was not provided or was incorrect.",
    /^Oracle does not accept the API key/,
  ],
  [
    "401-NotAuthenticated, Date 'x' is not within allowed clock skew. Current 'y'",
    /^Oracle refused the request because this computer's clock is wrong/,
  ],
  ["401-NotAuthenticated, The security token has expired.", /^Oracle refused the session token: it has expired/],
  [
    "can not create client, bad configuration: did not find a proper configuration for private key",
    /^The private key could not be read/,
  ],
  [
    "dial tcp: lookup identity.eu-frankfrt-1.oraclecloud.com: no such host",
    /^No Oracle endpoint answers for region eu-frankfurt-1/,
  ],
  [
    "404-NotAuthorizedOrNotFound, Authorization failed or requested resource not found.",
    /^Oracle finds no compartment ocid1\.compartment\.oc1\.\.blog/,
  ],
  ["429-TooManyRequests, Too many requests for the user", /^Oracle answers too many requests for this user/],
  [
    "503-ServiceUnavailable, try later",
    /^Oracle refused the request\. .*\(Oracle: 503-ServiceUnavailable, try later\)$/,
  ],
])("%j is explained in one sentence", (error, plain) => expect(explain(error, context)).toMatch(plain));

import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { freeAccount } from "../support/oracle-cloud/account-model";
import { overrides } from "./oracle-plugin";
import { World } from "./world";

const right = freeAccount();
const entries = { user: right.user, fingerprint: right.fingerprint, tenancy: right.tenancy };

/** The hosts of a region that Oracle has not: overrides leave names alone otherwise. */
const nowhere = { CLIENT_HOST_OVERRIDES: overrides("http://identity.eu-frankfurt-9.invalid") };

let world: World;
beforeAll(async () => {
  world = await World.make();
});
afterEach(() => {
  world.writeKey();
  world.writeOracleConfig(entries);
  world.configure({});
  Object.assign(world.cloud.account, { clockOff: 0, tokenExpired: false });
});
afterAll(() => world.close());

test.each<[string, () => void, RegExp]>([
  [
    "a key file that is not there",
    () => world.writeOracleConfig({ ...entries, key_file: "/nowhere/key.pem" }),
    /The private key file \/nowhere\/key\.pem does not exist/,
  ],
  [
    "a key file that is no key",
    () => world.writeKey("ssh-ed25519 AAAA\n"),
    /The private key could not be read\. It must be the PEM file/,
  ],
  [
    "no user",
    () => world.writeOracleConfig({ fingerprint: right.fingerprint, tenancy: right.tenancy }),
    /The Oracle credentials have no user\. .*\(Oracle: can not create client, .* for user\)/,
  ],
  [
    "a wrong fingerprint",
    () => world.writeOracleConfig({ ...entries, fingerprint: "00:00" }),
    /Oracle does not accept the API key/,
  ],
  [
    "an expired token",
    () => {
      world.cloud.account.tokenExpired = true;
    },
    /Oracle refused the session token: it has expired/,
  ],
  [
    "a region that does not exist",
    () => world.configure({ region: "eu-frankfurt-9" }),
    /No Oracle endpoint answers for region eu-frankfurt-9/,
  ],
  [
    "a compartment that does not exist",
    () => world.configure({ compartment: "ocid1.compartment.oc1..aaaagone" }),
    /Oracle finds no compartment ocid1\.compartment\.oc1\.\.aaaagone/,
  ],
  [
    "a clock that is a day off",
    () => {
      world.cloud.account.clockOff = 86_400;
    },
    /this computer's clock is wrong/,
  ],
])("%s: one plain message, nothing made", async (name, spoil, message) => {
  spoil();
  const region = name.includes("region") ? nowhere : {};
  const up = await world.up(region);
  const lines = up.output.split("\n").filter((line) => message.test(line));
  expect(lines.length, up.output).toBeGreaterThan(0);
  expect(up.output).toMatch(/1 problem, nothing was changed/);
  expect(up.output).not.toMatch(/\n\s+at /);
  expect(up.code).not.toBe(0);
  expect(world.shape()).toEqual([]);
});

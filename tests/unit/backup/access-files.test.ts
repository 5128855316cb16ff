import { expect, it } from "vitest";
import { accessIn } from "../../../cli/backup/access-files";

const urn = "urn:pulumi:blog::freehold::freehold:index:Access$command:local:Command::files";
const secret = (value: string) => ({ "4dabf18193072939515e22adb298388d": "x", plaintext: JSON.stringify(value) });
const environment = {
  FOLDER: ".freehold/blog",
  ALIAS: "freehold-blog",
  HOST: "192.0.2.1",
  PORT: "22",
  HOST_KEY: "ssh-ed25519 A",
};
const stateOf = (...resources: object[]) => JSON.stringify({ version: 3, deployment: { resources } });

it("reads what the access files were written from, secrets included", () => {
  const state = stateOf({ urn: "urn:other" }, { urn, inputs: { stdin: secret("KEY\n"), environment } });
  expect(accessIn(state)).toEqual({ environment, key: "KEY\n" });
  const hidden = stateOf({ urn, inputs: { stdin: secret("K"), environment: { ...environment, HOST: secret("h") } } });
  expect(accessIn(hidden).environment["HOST"]).toBe("h");
});

it.each([
  stateOf(),
  "{}",
  stateOf({ urn, inputs: { stdin: secret("K"), environment: { ...environment, PORT: undefined } } }),
  stateOf({ urn, inputs: { stdin: { "4dabf18193072939515e22adb298388d": "x", ciphertext: "v1:" }, environment } }),
])("a state without them is an error", (state) => {
  expect(() => accessIn(state)).toThrow("FH-ADOPT-STATE");
});

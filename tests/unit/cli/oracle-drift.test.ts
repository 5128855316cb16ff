import { expect, test } from "vitest";
import { differences, reasonOf } from "../../../cli/recovery/oracle-drift";

const one = (type: string, name: string, outputs: Record<string, unknown> = {}) => ({
  urn: `urn:pulumi:test::freehold::${type}::${name}`,
  type,
  id: `ocid1.${name}`,
  outputs,
});
const rules = one("oci:Core/securityList:SecurityList", "rules", { ingressSecurityRules: [22, 80], displayName: "r" });
const machine = one("oci:Core/instance:Instance", "machine", { state: "RUNNING" });
const keys = one("command:local:Command", "keys", { stdout: "a" });

test("what is gone and what has other properties, of Oracle's things alone", () => {
  const before = { resources: [rules, machine, keys] };
  expect(differences(before, before)).toEqual([]);
  const opened = one(rules.type, "rules", { ingressSecurityRules: [22, 80, 8080], displayName: "r", more: 1 });
  const other = one(keys.type, "keys", { stdout: "b" });
  expect(differences(before, { resources: [opened, other] })).toEqual([
    "the SecurityList rules has another ingressSecurityRules, more",
    "the Instance machine is gone",
  ]);
});

test("a secret is written anew each time, and is not compared", () => {
  const secret = (ciphertext: string) => ({
    "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
    ciphertext,
  });
  const holding = (text: string, state = "RUNNING") =>
    one(machine.type, "machine", { state, metadata: [{ data: secret(text) }] });
  expect(differences({ resources: [holding("x")] }, { resources: [holding("y")] })).toEqual([]);
  expect(differences({ resources: [holding("x")] }, { resources: [holding("y", "STOPPED")] })).toEqual([
    "the Instance machine has another state",
  ]);
});

test("one that is to be deleted is no part of what is compared", () => {
  const old = { ...machine, delete: true };
  expect(differences({ resources: [old, machine] }, { resources: [machine] })).toEqual([]);
});

test("Pulumi's reason, in one line", () => {
  expect(reasonOf("Refreshing\n  error: no such stack\n    at y\n")).toBe("no such stack");
  const ofPlugin =
    "~ Subnet refreshing error: 1 error occurred:\nDiagnostics:\n error: 1 error occurred:\n\t* 401-NotAuthenticated, x\n";
  expect(reasonOf(ofPlugin)).toBe("401-NotAuthenticated, x");
  expect(reasonOf("nothing to say\nkilled\n")).toBe("killed");
});

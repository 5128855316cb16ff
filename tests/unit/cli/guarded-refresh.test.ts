import { expect, test } from "vitest";
import { dropped, hiddenText } from "../../../cli/recovery/guarded-refresh";

const one = (type: string, id?: string) => ({ urn: `urn::${type}::${id}`, type, ...(id === undefined ? {} : { id }) });
const vcn = one("oci:Core/vcn:Vcn", "vcn");
const machine = one("oci:Core/instance:Instance", "machine");

test("what a refresh forgot: Oracle's things whose ids are gone from the state", () => {
  const before = { resources: [one("pulumi:pulumi:Stack"), one("command:local:Command", "keys"), vcn, machine] };
  expect(dropped(before, { resources: [vcn] })).toEqual(["machine"]);
  expect(dropped(before, {})).toEqual(["vcn", "machine"]);
  expect(dropped({}, before)).toEqual([]);
});

test("the message has a code and no id", () => {
  expect(hiddenText(["ocid1.vcn.x"])).toMatch(/^FH-REFRESH-HIDDEN: Oracle answered 404 for 1 thing of this stack/);
  expect(hiddenText(["ocid1.vcn.x", "ocid1.subnet.y"])).not.toContain("ocid1");
});

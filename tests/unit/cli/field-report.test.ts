import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { summarize } from "../../../cli/field-report/events";
import { fieldReport } from "../../../cli/field-report/report";
import { scrub } from "../../../cli/field-report/scrub";

describe("scrub", () => {
  test.each([
    ["at ocid1.instance.oc1.eu-frankfurt-1.abc-DEF_9.", "at [ocid]"],
    ["from 198.51.100.7 to 10.77.255.253/16", "from [address] to [address]/16"],
    ["at 2001:db8::1 and fe80::1", "at [address] and [address]"],
    ["me.too@example.co.uk asked", "[e-mail] asked"],
    ["key aa:bb:cc:dd:ee:ff:00:11:22:33:44:55:66:77:88:99 is", "key [fingerprint] is"],
    ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ8x ada", "[key] ada"],
    ["-----BEGIN PRIVATE KEY-----\nabc\n-----END PRIVATE KEY-----", "[key]"],
    ["in Uocm:EU-FRANKFURT-1-AD-2", "in EU-FRANKFURT-1-AD-2"],
    ["read /home/ada/.oci/key.pem, then ~/.oci/config", "read [path], then [path]"],
    ["id 0123456789ABCDEF0123456789ABCDEF/0123456789ABCDEF0123456789ABCDEF", "id [request id]"],
    ["freehold-blog of blog at ada.example.org, weblog stays", "[name] of [name] at [name], weblog stays"],
    [
      "500-InternalError, Out of host capacity. VM.Standard.E2.1.Micro 12:30:45",
      "500-InternalError, Out of host capacity. VM.Standard.E2.1.Micro 12:30:45",
    ],
  ])("%j", (text, scrubbed) => {
    expect(scrub(text, ["blog", "freehold-blog", "ada.example.org"])).toBe(scrubbed);
  });

  test("no OCID and no IPv4 address survives, whatever is around it", () => {
    const ocid = fc.stringMatching(/^ocid1\.[a-z]{3,9}\.oc1\.[a-z0-9-]{0,12}\.[a-z0-9]{10,40}$/);
    const around = fc.constantFrom(" ", "\n", '"', "(", ")", ",", ":", "=", "/", "\t");
    fc.assert(
      fc.property(ocid, fc.ipV4(), around, around, (id, ip, before, after) => {
        const text = scrub(`x${before}${id}${after}${before}${ip}${after}`);
        return !text.includes(id.slice(6)) && !text.includes(ip);
      }),
    );
  });
});

const urn = (type: string) => `urn:pulumi:blog::freehold::${type}::one`;
const metadata = (type: string, op = "create") => ({ metadata: { op, type, urn: urn(type) } });
const machine = "oci:Core/instance:Instance";
const full = "sdk-v2/provider2.go:571: sdk.helper_schema: 500-InternalError, Out of host capacity.\nSuggestion: …";
const log = [
  { timestamp: 100, resourcePreEvent: metadata(machine) },
  {
    timestamp: 103,
    diagnosticEvent: { severity: "debug", message: "Invoking function: tok=oci:Core/getVcns:getVcns asynchronously" },
  },
  { timestamp: 104, diagnosticEvent: { severity: "error", message: full } },
  { timestamp: 105, diagnosticEvent: { severity: "error", message: full } },
  { timestamp: 160, resOutputsEvent: metadata(machine) },
  { timestamp: 160, resOutputsEvent: metadata("oci:Core/vcn:Vcn", "same") },
  { timestamp: 161, resourcePreEvent: metadata("oci:Core/publicIp:PublicIp") },
  { timestamp: 165, resOpFailedEvent: metadata("oci:Core/publicIp:PublicIp") },
  { timestamp: 166, summaryEvent: { result: "failed" } },
];
const text = `${log.map((event) => JSON.stringify(event)).join("\n")}\n{"timest`;

test("an event log: operations with their times, data sources, errors; the cut-off end is left out", () => {
  expect(summarize(text)).toEqual({
    result: "failed",
    seconds: 66,
    operations: [
      { op: "create", type: "Instance", at: 0, took: 60, end: "ok" },
      { op: "create", type: "PublicIp", at: 61, took: 4, end: "failed" },
    ],
    questions: { getVcns: 1 },
    waits: 0,
    errors: { "500-InternalError, Out of host capacity.": 2 },
  });
});

test("no log at all is a report, too", () => {
  expect(summarize("")).toEqual({
    result: "no end was recorded",
    seconds: 0,
    operations: [],
    questions: {},
    waits: 0,
    errors: {},
  });
});

test("the report has what can be compared, and nothing of anybody's", () => {
  const account = [{ part: "Oracle key", text: "accepted, tenancy ocid1.tenancy.oc1..aaaa" }];
  const report = fieldReport({ versions: { node: "v24.0.0" }, account, run: summarize(text), names: ["blog"] });
  expect(report).toContain("  node       v24.0.0\n");
  expect(report).toContain("  Oracle key       accepted, tenancy [ocid]\n");
  expect(report).toContain("  61     4       failed  create PublicIp\n");
  expect(report).toContain("  2 x 500-InternalError, Out of host capacity.\n");
});

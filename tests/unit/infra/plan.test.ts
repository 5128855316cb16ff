import { describe, expect, it } from "vitest";
import { makePlan } from "../../../infra/plan";
import { readSettings } from "../../../infra/settings/read";

function planWith(raw: Record<string, string>) {
  const reading = readSettings(raw);
  if ("problems" in reading) throw new Error(reading.problems.join("\n"));
  return makePlan("dev", reading.settings);
}

describe("makePlan", () => {
  it("names everything after the stack", () => {
    expect(planWith({})).toMatchObject({ name: "freehold-dev", tags: { freehold: "dev" } });
  });

  it.each([
    [{}, { kind: "micro", name: "VM.Standard.E2.1.Micro", ocpus: 0.125, memoryGb: 1, diskGb: 50 }],
    [{ memoryGb: "0.75" }, { kind: "micro", name: "VM.Standard.E2.1.Micro", ocpus: 0.125, memoryGb: 0.75, diskGb: 50 }],
    [{ shape: "arm" }, { kind: "arm", name: "VM.Standard.A1.Flex", ocpus: 2, memoryGb: 12, diskGb: 50 }],
    [
      { shape: "arm", ocpus: "1", memoryGb: "6", diskGb: "100" },
      { kind: "arm", name: "VM.Standard.A1.Flex", ocpus: 1, memoryGb: 6, diskGb: 100 },
    ],
  ] as [Record<string, string>, object][])("shape of %j", (raw, shape) => {
    expect(planWith(raw).shape).toEqual(shape);
  });

  it("opens 80 to all, 22 to the given sources, and path MTU discovery", () => {
    expect(planWith({ sshFrom: '["203.0.113.7/32"]' }).ingress).toEqual([
      { protocol: "tcp", port: 80, source: "0.0.0.0/0", description: "HTTP" },
      { protocol: "tcp", port: 22, source: "203.0.113.7/32", description: "SSH" },
      {
        protocol: "icmp",
        icmp: { type: 3, code: 4 },
        source: "0.0.0.0/0",
        description: "path MTU discovery (fragmentation needed)",
      },
    ]);
  });

  it("opens 443 only with https", () => {
    const ports = (raw: Record<string, string>) => planWith(raw).ingress.map((rule) => rule.port);
    expect(ports({ target: "oracle" })).toEqual([80, 443, 22, undefined]);
    expect(ports({ https: "auto", acmeServer: "https://ca.example.org/dir" })).toEqual([80, 443, 22, undefined]);
    expect(ports({ target: "oracle", https: "off" })).toEqual([80, 22, undefined]);
    expect(ports({})).toEqual([80, 22, undefined]);
  });
});

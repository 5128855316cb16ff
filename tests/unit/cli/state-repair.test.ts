import { describe, expect, it } from "vitest";
import {
  failedLaunches,
  type PendingOperation,
  remedyFor,
  repaired,
  type StateResource,
} from "../../../cli/recovery/state-repair";

const resource = (type: string, name: string, more: Partial<StateResource> = {}): StateResource => ({
  urn: `urn:pulumi:dev::freehold::${type}::${name}`,
  type,
  custom: true,
  inputs: { name: `freehold-dev-${name}` },
  ...more,
});
const operation = (type: string, name = "x", more: Partial<StateResource> = {}): PendingOperation => ({
  type: "creating",
  resource: resource(type, name, more),
});

describe("what to do about an operation that was cut off", () => {
  it.each(["container", "network", "volume"])("removes a half-made %s by its name", (thing) => {
    const type = `docker:index/${thing}:${thing[0]?.toUpperCase()}${thing.slice(1)}`;
    expect(remedyFor(operation(type))).toEqual({ kind: "remove", thing, name: "freehold-dev-x" });
  });

  it("does not guess the name of a container without one", () => {
    expect(remedyFor(operation("docker:index/container:Container", "x", { inputs: {} }))).toEqual({ kind: "keep" });
    const secret = { name: { "4dabf18193072939515e22adb298388d": "1b47", ciphertext: "v1:x" } };
    expect(remedyFor(operation("docker:index/container:Container", "x", { inputs: secret }))).toEqual({ kind: "keep" });
  });

  it("drops what can be run again: commands and images", () => {
    expect(remedyFor(operation("command:local:Command"))).toEqual({ kind: "drop" });
    expect(remedyFor(operation("command:remote:Command"))).toEqual({ kind: "drop" });
    expect(remedyFor(operation("docker:index/remoteImage:RemoteImage"))).toEqual({ kind: "drop" });
  });

  it("looks for what Oracle may have made", () => {
    expect(remedyFor(operation("oci:Core/instance:Instance"))).toEqual({ kind: "adopt" });
  });

  it("leaves the unknown to a person", () => {
    expect(remedyFor(operation("random:index/randomId:RandomId"))).toEqual({ kind: "keep" });
  });

  it.each(["updating", "deleting", "reading"])("drops %s: the resource is in the state anyway", (type) => {
    const { resource } = operation("oci:Core/instance:Instance");
    expect(remedyFor({ type, resource })).toEqual({ kind: "drop" });
  });
});

describe("the state after repair", () => {
  const stack = { urn: "urn:pulumi:dev::freehold::pulumi:pulumi:Stack::freehold-dev", type: "pulumi:pulumi:Stack" };
  const manifest = { time: "2026-11-22T08:00:00Z" };

  it("has no operation pending, and everything else as it was", () => {
    const pending_operations = [operation("command:local:Command")];
    expect(repaired({ manifest, resources: [stack], pending_operations }, [{ kind: "settled" }])).toEqual({
      manifest,
      resources: [stack],
    });
  });

  it("has an adopted resource last, with its id, and its inputs as outputs until a refresh", () => {
    const pending = operation("oci:Core/vcn:Vcn");
    const after = repaired({ resources: [stack], pending_operations: [pending] }, [
      { kind: "adopted", id: "ocid1.vcn" },
    ]);
    expect(after.resources).toEqual([
      stack,
      { ...pending.resource, id: "ocid1.vcn", outputs: { name: "freehold-dev-x" } },
    ]);
  });

  it("adopts each operation by its own outcome", () => {
    const [a, b, c] = [operation("oci:a", "a"), operation("oci:b", "b"), operation("oci:c", "c")];
    const after = repaired({ resources: [], pending_operations: [a, b, c] }, [
      { kind: "adopted", id: "1", outputs: { a: 1 } },
      { kind: "settled" },
      { kind: "adopted", id: "3" },
    ]);
    expect(after.resources?.map(({ urn, id }) => [urn.split("::").at(-1), id])).toEqual([
      ["a", "1"],
      ["c", "3"],
    ]);
    expect(after.resources?.[0]?.outputs).toEqual({ a: 1 });
  });

  it("puts a replacement in the place of the old one, before its dependents, and marks the old one for deletion", () => {
    const old = resource("oci:Core/publicIp:PublicIp", "x", { id: "old" });
    const dependent = resource("command:remote:Command", "y", { id: "y" });
    const pending = operation("oci:Core/publicIp:PublicIp");
    const after = repaired({ resources: [stack, old, dependent], pending_operations: [pending] }, [
      { kind: "adopted", id: "new" },
    ]);
    expect(after.resources?.map(({ id, delete: gone }) => [id, gone])).toEqual([
      [undefined, undefined],
      ["new", undefined],
      ["old", true],
      ["y", undefined],
    ]);
  });

  it("manages a state without resources or operations", () => {
    expect(repaired({}, [])).toEqual({ resources: [] });
  });
});

it("a server whose launch failed after it was accepted is read anew; what else has errors is the engine's matter", () => {
  const server = { urn: "urn:server", type: "oci:Core/instance:Instance", initErrors: ["Out of host capacity."] };
  const fine = { urn: "urn:other", type: "oci:Core/instance:Instance" };
  const edge = { urn: "urn:edge", type: "docker:index/container:Container", initErrors: ["x"] };
  expect(failedLaunches({ resources: [server, fine, edge] })).toEqual(["urn:server"]);
  expect(failedLaunches({})).toEqual([]);
});

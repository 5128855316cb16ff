import { describe, expect, it } from "vitest";
import { goVersionOf, isAtLeast, parseVersion } from "../../pulumi-cli/versions";

describe("versions", () => {
  it("reads the first version of a text", () => {
    expect(parseVersion("go version go1.26.8 linux/amd64")).toEqual([1, 26, 8]);
    expect(parseVersion("go version go1.25rc1 linux/amd64")).toEqual([1, 25, 0]);
    expect(parseVersion("v3.259.0\n")).toEqual([3, 259, 0]);
    expect(parseVersion("no version")).toBeUndefined();
  });

  it.each([
    ["1.25.11", "1.25.11", true],
    ["1.26.0", "1.25.11", true],
    ["1.25.10", "1.25.11", false],
    ["1.9.99", "1.25.11", false],
    ["2.0", "1.25.11", true],
    ["", "1.25.11", false],
  ])("%s is at least %s: %s", (found, wanted, answer) => {
    expect(isAtLeast(found, wanted)).toBe(answer);
  });

  it("takes the wanted Go from go.mod's go line, not from a module's", () => {
    expect(goVersionOf("module a\n\ngo 1.25.11\n\nrequire example.org/go 9.9.9\n")).toBe("1.25.11");
    expect(() => goVersionOf("module a\n")).toThrow("no line `go VERSION`");
  });
});

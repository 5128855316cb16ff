import { describe, expect, it } from "vitest";
import { dependenciesAreInstalled, installedMatchesLock } from "../../../cli/dependencies.mjs";

const a = { version: "1.0.0", integrity: "sha512-a" };
const lock = { packages: { "": { name: "freehold" }, "node_modules/a": a } };

describe("whether `npm ci` may be skipped", () => {
  it("may when every locked package is installed in its version", () => {
    expect(installedMatchesLock(lock, { packages: { "node_modules/a": a } })).toBe(true);
  });

  it("may not when a version or a hash differs, or a package is missing", () => {
    expect(installedMatchesLock(lock, { packages: { "node_modules/a": { ...a, version: "1.0.1" } } })).toBe(false);
    expect(installedMatchesLock(lock, { packages: { "node_modules/a": { ...a, integrity: "sha512-b" } } })).toBe(false);
    expect(installedMatchesLock(lock, { packages: {} })).toBe(false);
  });

  it("may when only an optional package for another system is missing", () => {
    const more = { packages: { ...lock.packages, "node_modules/mac-only": { ...a, optional: true } } };
    expect(installedMatchesLock(more, { packages: { "node_modules/a": a } })).toBe(true);
  });

  it("may with workspaces, whose own dependencies count wherever npm puts them", () => {
    const workspace = { "node_modules/@freehold/w": { resolved: "packages/w", link: true }, "packages/w": {} };
    const own = "packages/w/node_modules/b";
    const more = { packages: { ...lock.packages, ...workspace, [own]: a } };
    expect(installedMatchesLock(more, { packages: { "node_modules/a": a, [own]: a } })).toBe(true);
    expect(installedMatchesLock(more, { packages: { "node_modules/a": a } })).toBe(false);
  });

  it("may not in a folder without node_modules", () => {
    expect(dependenciesAreInstalled(`${__dirname}/nowhere`)).toBe(false);
  });
});

import { describe, expect, it } from "vitest";
import { stepsFor } from "../../../cli/setup";

const names = (...args: Parameters<typeof stepsFor>) => stepsFor(...args).map(({ name }) => name);

describe("what is set up for a stack", () => {
  it("is everything for a rehearsal, the engine before what is built in it", () => {
    expect(names("rehearsal")).toEqual(["commands", "Pulumi CLI", "plugins", "Docker engine", "base image"]);
  });
  it("has no base image where nothing is built", () => {
    expect(names("rehearsal", { withoutImages: true })).toEqual(["commands", "Pulumi CLI", "plugins", "Docker engine"]);
  });
  it.each(["oracle", "ssh"])("has no Docker for the target %s", (target) => {
    expect(names(target)).toEqual(["commands", "Pulumi CLI", "plugins"]);
  });
});

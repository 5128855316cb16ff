import { describe, expect, it } from "vitest";
import { parseArguments } from "../../../cli/arguments";
import { testOptions } from "../../../cli/commands/test";

describe("the command line", () => {
  it("has stack dev by default and passes everything else on", () => {
    expect(parseArguments(["up", "--diff", "-v", "9"])).toEqual({
      command: "up",
      stack: "dev",
      rest: ["--diff", "-v", "9"],
    });
  });

  it.each([["--stack", "prod"], ["-s", "prod"], ["--stack=prod"], ["-s=prod"]])(
    "takes the stack from %s %s",
    (...words) => {
      expect(parseArguments(["author", "logs", ...words, "-f"])).toEqual({
        command: "author",
        stack: "prod",
        rest: ["logs", "-f"],
      });
    },
  );

  it.each([
    [["up", "--stack"], ""],
    [["up", "--stack", "../x"], "../x"],
    [["up", "-s=a b"], "a b"],
  ])("refuses %j with what was given", (line, given) => {
    expect(() => parseArguments(line)).toThrow(
      `--stack wants a name of letters, digits, "-", "_" and ".", for example dev; given: "${given}".`,
    );
  });
});

describe("the choice of tests", () => {
  const known = ["lint", "unit", "app"];
  it("is everything by default", () => expect(testOptions([], known)).toEqual({ only: [], filters: [] }));
  it("takes several names in either form, and file filters", () => {
    expect(testOptions(["--only", "unit,app", "locks", "--only=lint"], known)).toEqual({
      only: ["unit", "app", "lint"],
      filters: ["locks"],
    });
  });
  it("refuses an unknown name with the known ones", () => {
    expect(() => testOptions(["--only", "unti"], known)).toThrow(
      '--only wants names out of: lint, unit, app; given: "unti".',
    );
  });
});

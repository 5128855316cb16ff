import { describe, expect, it } from "vitest";
import { passphraseFinding } from "../../../cli/commands/doctor";
import { passphraseProblem, type Secrets } from "../../../cli/pulumi/passphrase";

const secrets: Secrets = {
  stack: "blog",
  target: "oracle",
  backend: "file:///state",
  provider: undefined,
  environment: {},
  chosen: false,
};
const code = (more: Partial<Secrets>) => passphraseProblem({ ...secrets, ...more })?.split(":")[0];
const set = (words: string) => ({ PULUMI_CONFIG_PASSPHRASE: words });

describe("the passphrase of a stack", () => {
  it.each<[string, Partial<Secrets>, string | undefined]>([
    ["is missing: nothing is taken silently", {}, "FH-PASSPHRASE-NONE"],
    ["is missing for another rehearsal, too", { target: "rehearsal" }, "FH-PASSPHRASE-NONE"],
    ["is missing although the stack has one", { chosen: true }, "FH-PASSPHRASE-NONE"],
    ["is empty for a new public server", { environment: set("") }, "FH-PASSPHRASE-EMPTY"],
    ["is empty for a machine of one's own", { environment: set(""), target: "ssh" }, "FH-PASSPHRASE-EMPTY"],
    ["was chosen empty before", { environment: set(""), chosen: true }, undefined],
    ["is empty for another rehearsal", { environment: set(""), target: "rehearsal" }, undefined],
    ["is set", { environment: set("words") }, undefined],
    ["is in a file", { environment: { PULUMI_CONFIG_PASSPHRASE_FILE: __filename } }, undefined],
    ["is in a file that is not there", { environment: { PULUMI_CONFIG_PASSPHRASE_FILE: "/f" } }, "FH-PASSPHRASE-FILE"],
    ["has a file without a name", { environment: { PULUMI_CONFIG_PASSPHRASE_FILE: "" } }, "FH-PASSPHRASE-NONE"],
    [
      "is empty before a file, which Pulumi never reads",
      { environment: { ...set(""), PULUMI_CONFIG_PASSPHRASE_FILE: __filename }, chosen: true },
      "FH-PASSPHRASE-BOTH",
    ],
    ["is everybody's for dev", { stack: "dev" }, undefined],
    ["is everybody's for a drill", { stack: "backup-drill" }, undefined],
    ["is Pulumi Cloud's matter", { backend: "https://api.pulumi.com" }, undefined],
    ["is a key service's matter", { provider: "awskms://alias/x" }, undefined],
  ])("%s", (_, more, expected) => expect(code(more)).toBe(expected));

  it("is asked for with both ways to set it", () => {
    const problem = passphraseProblem(secrets) ?? "";
    expect(problem).toContain("export PULUMI_CONFIG_PASSPHRASE\n");
    expect(problem).toContain("export PULUMI_CONFIG_PASSPHRASE_FILE=~/.config/freehold/blog.passphrase");
  });
});

describe("what doctor says of it", () => {
  it("is what `up` obeys", () => {
    expect(passphraseFinding("blog", "oracle", {}).remedy).toMatch(/^FH-PASSPHRASE-NONE: /);
    expect(passphraseFinding("blog", "oracle", set("")).remedy).toMatch(/^FH-PASSPHRASE-EMPTY: /);
    expect(passphraseFinding("blog", "oracle", set("words"))).toEqual({
      part: "passphrase",
      found: "set by PULUMI_CONFIG_PASSPHRASE",
    });
    expect(passphraseFinding("dev", "rehearsal", set("words")).found).toBe("the empty one of the sample");
  });
});

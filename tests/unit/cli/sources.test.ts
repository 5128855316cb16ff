import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { root } from "../../../cli/paths";
import { targets } from "../../../cli/testing/python-lint";
import { below, sourcesOf } from "../../../cli/testing/sources";

/** Whoever has an app of their own in place of the blog checks it in their own way. */
const hasBlog = existsSync(join(root, "app/blog"));

describe("sources of a language", () => {
  it("are known by their ending or by their first line", async () => {
    const [python, shell] = [await sourcesOf("python"), await sourcesOf("shell")];
    expect(python).toContain("cli/conda/lock.py");
    expect(python).not.toContain("app/conda/install");
    expect(shell).toContain("app/conda/install");
    expect(shell).not.toContain("app/conda/install.py");
  });

  it("are below a folder, or are it", () => {
    expect(below(["a/b", "ab/c", "a", "b/a/c"], ["a", "b/a"])).toEqual(["a/b", "a", "b/a/c"]);
  });

  it.skipIf(!hasBlog)("are all linted, in one target each", async () => {
    const files = await sourcesOf("python");
    const linted = targets.flatMap(({ folders }) => below(files, folders));
    expect(linted.sort()).toEqual(files);
  });
});

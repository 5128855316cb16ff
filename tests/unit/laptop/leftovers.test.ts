import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { isLeftover } from "../../../infra/boot/leftovers";
import names from "../../support/lived-in/leftovers.json";

// The same names are held against app/rendering/leftovers.py (tests/app/test_leftovers.py): two languages, one list of cases.
const { left, meant } = names;

describe("what editors leave", () => {
  it.each(left)("%s is not sent to a server, nor committed", (name) => {
    expect(isLeftover(name)).toBe(true);
    expect(isLeftover(`release/${name}`)).toBe(true);
    const asked = spawnSync("git", ["check-ignore", "-q", "--", `app/posts/${name}`], {
      cwd: resolve(__dirname, "../../.."),
    });
    expect(asked.status).toBe(0);
  });
  it.each([".idea/workspace.xml", "release/.vscode/settings.json", "shared/__pycache__/a.pyc"])(
    "%s is not sent",
    (name) => expect(isLeftover(name)).toBe(true),
  );
  it.each(meant)("%s is an author's file", (name) => {
    expect(isLeftover(name)).toBe(false);
    const asked = spawnSync("git", ["check-ignore", "-q", "--", `app/posts/${name}`], {
      cwd: resolve(__dirname, "../../.."),
    });
    expect(asked.status).toBe(1);
  });
});

it.each(["app", "nginx"])("builds of %s leave out what commits leave out", (folder) => {
  const lines = (path: string) =>
    readFileSync(resolve(__dirname, "../../..", path), "utf8")
      .trim()
      .split("\n");
  const ignored = lines(".gitignore");
  const editors = ignored.slice(ignored.findIndex((line) => line.startsWith("# What editors")) + 1);
  const expected = editors.map((line) => `**/${line.replaceAll("\\", "").replace(/\/$/, "")}`);
  expect(lines(`${folder}/.dockerignore`)).toEqual(expect.arrayContaining(expected));
  expect(expected).toContain("**/#*#");
});

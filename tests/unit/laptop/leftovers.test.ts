import { spawnSync } from "node:child_process";
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { isLeftover } from "../../../infra/boot/leftovers";

const left = [
  "why.md~",
  "#why.md#",
  ".#why.md",
  ".why.md.swp",
  ".why.md.swx",
  "4913",
  "why.md___jb_tmp___",
  "why.md___jb_old___",
  "why.md.orig",
  "why.md.rej",
  "why.bak",
  "why.tmp",
  "Thumbs.db",
  "desktop.ini",
  ".DS_Store",
  "._why.md",
];
const meant = ["why.md", "a#b.png", "49130.png", "tmp.png", "orig.csv", "thumbs.png", "swp.txt"];

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

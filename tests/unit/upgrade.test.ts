import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { postText } from "../../cli/commands/new-post";
import { ask, run } from "../support/rehearsal/run";

const app = resolve(__dirname, "../../app");

/** Two repositories as docs/your-app.md has them: Freehold's, and an author's clone with posts of its own. */
let folder: string;
/** Git in one of them, as somebody: a machine that is used for the first time does not know who commits. */
const as = (where: string) => ["-C", join(folder, where), "-c", "user.name=Ada", "-c", "user.email=ada@example.org"];
const git = (where: string, ...args: string[]) => ask("git", [...as(where), ...args]);
const change = (where: string, file: string, edit: (text: string) => string) => {
  const path = join(folder, where, file);
  writeFileSync(path, edit(existsSync(path) ? readFileSync(path, "utf8") : ""));
  git(where, "add", "--all");
  git(where, "commit", "--quiet", "-m", file);
};

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "freehold-upgrade-"));
  cpSync(app, join(folder, "freehold/app"), {
    recursive: true,
    filter: (path) => !/__pycache__|\/site(\.new)?$/.test(path),
  });
  git("freehold", "init", "--quiet", "--initial-branch=main");
  git("freehold", "add", "--all");
  git("freehold", "commit", "--quiet", "-m", "Freehold");
  ask("git", ["clone", "--quiet", join(folder, "freehold"), join(folder, "mine")]);
  git("mine", "remote", "rename", "origin", "freehold");
  git("mine", "rm", "-rq", "app/posts", "app/pages");
  git("mine", "commit", "--quiet", "-m", "No samples");
  ask("mkdir", ["-p", join(folder, "mine/app/posts")]);
  change("mine", "app/posts/mine.md", () => postText("Mine", "2026-11-22"));
  change("mine", "app/site.toml", (text) => text.replace("Slow Light", "Fast Dark"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe("upgrading Freehold under one's own posts", () => {
  it("is a merge without a question, and keeps what is the author's", () => {
    change("freehold", "app/static/style.css", (text) => `${text}\n/* new */\n`);
    change("freehold", "app/content/search.py", (text) => text.replace("MAX_RESULTS = 20", "MAX_RESULTS = 30"));
    git("mine", "fetch", "--quiet", "freehold");
    git("mine", "merge", "--quiet", "freehold/main");
    const mine = (file: string) => readFileSync(join(folder, "mine/app", file), "utf8");
    expect(mine("site.toml")).toContain("Fast Dark");
    expect(mine("posts/mine.md")).toContain('title: "Mine"');
    expect(mine("static/style.css")).toContain("/* new */");
    expect(git("mine", "ls-files", "app/posts", "app/pages")).toBe("app/posts/mine.md");
  });

  it("asks only about a sample that was deleted here and changed there, which git rm settles", async () => {
    change("freehold", "app/pages/about.md", (text) => `${text}\nMore.\n`);
    git("mine", "fetch", "--quiet", "freehold");
    const merge = await run("git", [...as("mine"), "merge", "freehold/main"]);
    expect(merge.status).toBe(1);
    expect(git("mine", "diff", "--name-only", "--diff-filter=U")).toBe("app/pages/about.md");
    git("mine", "rm", "-q", "app/pages/about.md");
    git("mine", "commit", "--quiet", "--no-edit");
    expect(git("mine", "status", "--porcelain")).toBe("");
  });
});

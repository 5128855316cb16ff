import { load } from "js-yaml";
import { describe, expect, it } from "vitest";
import { postText, slugOf } from "../../../cli/commands/new-post";

describe("a new post", () => {
  it.each([
    ["A planet from the garden", "a-planet-from-the-garden"],
    ["  Größe & Gewicht!  ", "grosse-gewicht"],
    ["Ångström's 10⁻¹⁰ m", "angstrom-s-10-10-m"],
    [`${"word ".repeat(20)}`, "word-word-word-word-word-word-word-word-word-word-word-word"],
    ["x".repeat(100), "x".repeat(60)],
    ["../../etc/passwd", "etc-passwd"],
    ["日本", ""],
  ])("called %j lies at %j", (title, slug) => expect(slugOf(title)).toBe(slug));

  it.each(['Say "no": a \\ story', "yes", "# 1", "multi\nline"])("keeps the title %j", (title) => {
    const front = postText(title, "2026-11-22").split("---\n")[1] ?? "";
    expect(load(front)).toMatchObject({ title, tags: [], draft: true });
  });
});

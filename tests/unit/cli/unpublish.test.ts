import { expect, test } from "vitest";
import { postName, unpublish } from "../../../cli/commands/unpublish";

test.each([
  ["why-stars-twinkle", "why-stars-twinkle"],
  ["2026-11-20-seen.md", "2026-11-20-seen"],
  ["app/posts/seen.md", "seen"],
  ["./app/posts/seen.ipynb", "seen"],
  ["app/posts/the-camera/", "the-camera"],
  ["app/posts/the-camera/index.md", "the-camera"],
  ["/posts/seen", "seen"],
  ["https://blog.example/posts/seen?x#y", "seen"],
])("%s is the post %s", (word, name) => expect(postName(word)).toBe(name));

test.each(["", "..", "../seen", "app/posts/../../etc", "app/pages/about.md", "a..b", "-x", "a b", "app/posts/a/b.md"])(
  "%j is no post's name",
  (word) => expect(postName(word)).toBeUndefined(),
);

test.each([
  [[], "one post at a time; given: 0"],
  [["a", "b"], "one post at a time; given: 2"],
  [["../a"], '"../a" is no post\'s name'],
])("%j is refused before any server is asked", async (rest, words) => {
  await expect(unpublish({ command: "unpublish", stack: "none", rest })).rejects.toThrow(`FH-UNPUBLISH-POST: ${words}`);
});

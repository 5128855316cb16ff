import { describe, expect, it } from "vitest";
import { the } from "./the-site";

/** Sets a title, clears the screen, turns text around, and is no UTF-8. */
const hostile = "x\u001b]0;mine\u0007\u001b[2J\u202e\u009b31mred";

/** Control and format characters that a terminal would obey. */
const obeyed = (text: string) =>
  [...text].filter((char) => /[\p{Cc}\p{Cf}\u2028\u2029]/u.test(char) && !"\n\t\r".includes(char));

describe("another person's terminal", () => {
  it("gets a hostile commit subject as text, at the push and from every question", async () => {
    the.site.commit(hostile, { "README.md": "# A subject that is not what it seems\n" });
    const push = await the.author.push();
    expect(push.status).toBe(0);
    expect(push.output).toContain("\\x1b]0;mine\\x07\\x1b[2J\\u202e");
    const remote = push.output.split("\n").filter((line) => line.startsWith("remote: "));
    expect(obeyed(remote.join("\n").replaceAll("\u001b[K", ""))).toEqual([]);
    for (const words of [["status"], ["releases"], ["logs", "app"], ["rollback"], ["rollback", "ffff"], ["help"]]) {
      const { output } = await the.author.ask(...words);
      expect({ words, found: obeyed(output) }).toEqual({ words, found: [] });
    }
    the.author.back();
  });
});

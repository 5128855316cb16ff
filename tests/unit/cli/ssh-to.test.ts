import { execFileSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { alarm } from "../../../cli/commands/alarm";
import { author } from "../../../cli/commands/author";
import { root } from "../../../cli/paths";
import { noServer, sshTo } from "../../../cli/ssh-to";

describe("a stack without a server", () => {
  it("is named with one code by every command that needs one", async () => {
    const words = "FH-NO-SERVER: stack never-made has no server yet. Run: npm run up -- --stack never-made";
    const stack = "never-made";
    await expect(author({ command: "author", stack, rest: ["status"] })).rejects.toThrow(words);
    await expect(alarm({ command: "alarm", stack, rest: ["test"] })).rejects.toThrow(words);
    expect(noServer("dev").message).toBe("FH-NO-SERVER: stack dev has no server yet. Run: npm run up");
  });
});

it("and the sentence is written in one place", () => {
  const found = execFileSync("git", ["grep", "-l", "FH-NO-SERVER:", "--", "cli", "infra"], {
    cwd: root,
    encoding: "utf8",
  });
  expect(found.trim()).toBe("cli/ssh-to.ts");
});

describe("a session of ssh", () => {
  it("has the stack's own configuration, or another one that is named", () => {
    expect(sshTo("prod", "author").slice(1)).toEqual([
      expect.stringMatching(/\.freehold\/prod\/ssh_config$/),
      "-l",
      "author",
      "freehold-prod",
      "--",
    ]);
    const staged = sshTo("prod", "operator", ["BatchMode=yes"], "next/ssh_config");
    expect(staged).toEqual(["-F", "next/ssh_config", "-o", "BatchMode=yes", "-l", "operator", "freehold-prod", "--"]);
  });
});

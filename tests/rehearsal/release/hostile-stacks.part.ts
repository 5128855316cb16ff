import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { changed, changedStacks, hostileStacks, putIn } from "../../support/release/stacks";
import { expectWhole, sides } from "../../support/release/whole";
import { releaseFixture } from "./fixture";

let before: string;
const compose = readFileSync("compose.yaml", "utf8");

async function refused({ text, line }: { text: string; line: number }, words: string): Promise<void> {
  releaseFixture.site.commit("Mine", { "compose.yaml": text });
  const push = await releaseFixture.author.push();
  releaseFixture.author.back(before);
  expect(push.status).toBe(1);
  const [named] = push.output.split("\n").filter((said) => said.startsWith(`remote: compose.yaml:${line}: `));
  expect(named ?? push.output).toContain(words);
  expect(push.output).toContain("REFUSED: FH-STACK-REFUSED: compose.yaml asks for what this server does not allow");
  expect(push.output).not.toContain("building");
}

describe("a pushed stack that reaches for the server is refused with its line", () => {
  // Inside: at the top of the file it would run before the other files' tests, which move main.
  beforeAll(() => {
    before = releaseFixture.author.main();
  });

  it.each(hostileStacks)("$name", (stack) => refused(putIn(compose, stack), stack.words));
  it.each(changedStacks)("$name", (stack) => refused(changed(compose, stack), stack.words));

  it("a compose.yaml that is a symbolic link", async () => {
    releaseFixture.author.git("rm", "--quiet", "--cached", "compose.yaml");
    const blob = releaseFixture.author.git("hash-object", "-w", "README.md");
    releaseFixture.author.git("update-index", "--add", "--cacheinfo", `120000,${blob},compose.yaml`);
    releaseFixture.author.git("commit", "--quiet", "-m", "A link");
    const push = await releaseFixture.author.push();
    releaseFixture.author.back(before);
    expect(push.status).toBe(1);
    expect(push.output).toContain("compose.yaml is a symbolic link: it must be a plain file");
  });

  it("and nothing of it is on the server", async () => {
    await expectWhole(releaseFixture.author, before);
    expect((await sides(releaseFixture.author)).main).toBe(before);
  });
});

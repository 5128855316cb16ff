import { renameSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Checkout } from "../../support/rehearsal/checkout";
import { ask, type Result } from "../../support/rehearsal/run";

/** The real engine on the real program: what a user sees, and that nothing was made. */
let site: Checkout;
beforeAll(async () => {
  site = await Checkout.make("bad");
});
afterAll(() => site.remove());

const made = () => ask("docker", ["ps", "-aq", "--filter", "label=freehold=bad"]);

function expectRefusal(result: Result, ...messages: string[]) {
  for (const message of messages) expect(result.output).toContain(message);
  expect(result.status).not.toBe(0);
  expect(result.output).not.toMatch(/\n\s+at .*\.ts:\d+/);
  expect(made()).toBe("");
}

describe("a mistake in the configuration ends `up` before anything is made", () => {
  it("all problems in one message, no stack trace", async () => {
    site.configure({
      "freehold:target": "aws",
      "freehold:memoryGb": "lots",
      "freehold:httpPort": 70000,
      "freehold:sshFrom": ["10.0.2.7/16"],
      "freehold:authors": ["-----BEGIN OPENSSH PRIVATE KEY-----"],
      "freehold:domain": "my blog.org",
      "freehold:email": "ada",
      "freehold:htpPort": "1",
    });
    const result = await site.up();
    expectRefusal(
      result,
      "8 problems, nothing was changed:",
      'FH-SETTING-VALUE: freehold:target is "aws": expected rehearsal or oracle or ssh.',
      "entry 1: it is a PRIVATE key",
      "FH-SETTING-UNKNOWN: unknown setting freehold:htpPort; did you mean freehold:httpPort?",
    );
    expect(result.output).not.toContain("BEGIN OPENSSH");
  });

  it("a value of the wrong type is refused by the engine itself", async () => {
    site.configure({ "freehold:httpPort": "eighty" });
    expectRefusal(await site.up(), "httpPort", "integer");
  });
});

describe("a laptop that is not ready ends `up` before anything is made", () => {
  const good = { "freehold:httpPort": 18980, "freehold:sshPort": 18922 };

  it("a port in use", async () => {
    const listener = createServer();
    await new Promise<void>((done) => listener.listen(18980, "127.0.0.1", done));
    try {
      site.configure(good);
      expectRefusal(
        await site.up(),
        "port 18980 of 127.0.0.1 is in use; expected a free one. Stop that, or take another: pulumi config set freehold:httpPort …",
      );
    } finally {
      listener.close();
    }
  });

  it("no Docker engine", async () => {
    site.configure(good);
    const env = { ...site.env, DOCKER_HOST: "unix:///nowhere/docker.sock" };
    expectRefusal(
      await site.pulumiWith({ env }, "up", "--yes", "--skip-preview"),
      "the Docker engine can't be reached",
    );
  });

  /** Runs something while the checkout has no `.git`. */
  const withoutGit = async (work: () => Promise<void>) => {
    const [own, aside] = [join(site.folder, ".git"), join(site.folder, "../git")];
    site.configure(good);
    renameSync(own, aside);
    try {
      await work();
    } finally {
      rmSync(own, { recursive: true, force: true });
      renameSync(aside, own);
    }
  };

  it("a repository without a commit", () =>
    withoutGit(async () => {
      ask("git", ["init", "--quiet", site.folder]);
      expectRefusal(await site.pulumi("up", "--yes", "--skip-preview"), "has no commit yet; a release is a commit");
    }));

  it("no repository at all", () =>
    withoutGit(async () => {
      expectRefusal(await site.up(), "FH-GIT-NONE: ", "is no git repository; a release is a commit");
    }));

  it("a repository that git cannot read", () =>
    withoutGit(async () => {
      writeFileSync(join(site.folder, ".git"), "gitdir: /nowhere\n");
      expectRefusal(await site.up(), "FH-GIT-FAILED: ", "fatal: not a git repository: /nowhere");
    }));
});

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { succeeded } from "../support/rehearsal/run";
import { expectWhole, tasks } from "../support/release/whole";
import { releaseFixture } from "./release/fixture";

beforeAll(() => releaseFixture.start("tricks"));
afterAll(() => releaseFixture.site.remove());

const read = (path: string) => readFileSync(join(releaseFixture.site.folder, path), "utf8");
const images = async () =>
  (await releaseFixture.site.inServer("docker image ls -q --filter label=freehold=1 | sort -u | wc -l")).output;

describe("an image that says it is something else", () => {
  it("is released, run and taken away like any other", async () => {
    const labels = [
      "com.docker.stack.namespace=other",
      "com.docker.swarm.service.name=blog_nginx",
      "com.docker.swarm.task.id=none",
      "freehold=0",
    ];
    const lines = `${labels.map((label) => `LABEL ${label}`).join("\n")}\nSTOPSIGNAL SIGSTOP\nHEALTHCHECK --interval=1ms CMD ["false"]\n`;
    // In the stage that a server builds (`serving`).
    const dockerfile = read("app/Dockerfile").replace("\n# The whole blog", `${lines}\n# The whole blog`);
    const commit = releaseFixture.site.commit("Tricks", { "app/Dockerfile": dockerfile });
    succeeded(await releaseFixture.author.push());
    await expectWhole(releaseFixture.author, commit);
    expect(await tasks(releaseFixture.author)).toBe("blog_app 2/2\nblog_nginx 1/1");
    releaseFixture.author.git("revert", "--no-edit", "HEAD");
    succeeded(await releaseFixture.author.push());
    await expectWhole(releaseFixture.author, releaseFixture.author.git("rev-parse", "HEAD"));
    // Two of the app, one of nginx, and the renderer's, which has two names: both releases are kept.
    expect((await images()).trim()).toBe("4");
    const old = "docker ps -q --filter label=freehold=0 --filter status=running | wc -l";
    expect((await releaseFixture.site.inServer(old)).output.trim()).toBe("0");
  });
});

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { succeeded } from "../support/rehearsal/run";
import { expectWhole, tasks } from "../support/release/whole";
import { the } from "./release/the-site";

beforeAll(() => the.start("tricks"));
afterAll(() => the.site.remove());

const read = (path: string) => readFileSync(join(the.site.folder, path), "utf8");
const images = async () =>
  (await the.site.inServer("docker image ls -q --filter label=freehold=1 | sort -u | wc -l")).output;

describe("an image that says it is something else", () => {
  it("is released, run and taken away like any other", async () => {
    const labels = [
      "com.docker.stack.namespace=other",
      "com.docker.swarm.service.name=blog_nginx",
      "com.docker.swarm.task.id=none",
      "freehold=0",
    ];
    const lines = `${labels.map((label) => `LABEL ${label}`).join("\n")}\nSTOPSIGNAL SIGSTOP\nHEALTHCHECK --interval=1ms CMD ["false"]\n`;
    const commit = the.site.commit("Tricks", { "app/Dockerfile": `${read("app/Dockerfile")}\n${lines}` });
    succeeded(await the.author.push());
    await expectWhole(the.author, commit);
    expect(await tasks(the.author)).toBe("blog_app 2/2\nblog_nginx 1/1");
    the.author.git("revert", "--no-edit", "HEAD");
    succeeded(await the.author.push());
    await expectWhole(the.author, the.author.git("rev-parse", "HEAD"));
    // Two of the app, one of nginx: both releases are kept.
    expect((await images()).trim()).toBe("3");
    const old = "docker ps -q --filter label=freehold=0 --filter status=running | wc -l";
    expect((await the.site.inServer(old)).output.trim()).toBe("0");
  });
});

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { haveCompose } from "../../support/rehearsal/compose";
import { succeeded } from "../../support/rehearsal/run";
import { post } from "../../support/release/author";
import { serverFixture } from "./fixture";

const ask = (path: string) => serverFixture.server(`curl -s http://127.0.0.1:8081${path}`);

describe("the author's own machine, played by the server", () => {
  beforeAll(async () => {
    const up = await serverFixture.site.inServer(
      `${haveCompose} && rm -rf /tmp/own && runuser -u author -- git clone -q -b main /srv/freehold/blog.git /tmp/own && cd /tmp/own && docker compose up --build --wait`,
    );
    succeeded(up);
  });
  afterAll(() => serverFixture.site.inServer("cd /tmp/own && docker compose down --volumes --rmi local"));

  it("serves the blog at the root from `docker compose up --build`", async () => {
    const article = (html: string) => /<article.*<\/article>/s.exec(html)?.[0];
    const served = await (await fetch(new URL("/posts/a-planet-from-the-garden", serverFixture.site.url))).text();
    expect(article(await ask("/posts/a-planet-from-the-garden"))).toBe(article(served));
  });

  it("shows a new post, a draft too, when it is saved, and a mistake where it is", async () => {
    const version = await ask("/writing/version");
    const draft = post("Half done").replace("tags:", "draft: true\ntags:");
    await serverFixture.server(`cat > /tmp/own/app/posts/half-done.md <<'END'\n${draft}END`);
    expect(await ask("/posts/half-done")).toContain("<h1>Half done</h1>");
    expect(await ask("/writing/version")).not.toBe(version);
    await serverFixture.server("echo '[x](/posts/gone)' >> /tmp/own/app/posts/half-done.md");
    expect(await ask("/")).toContain("posts/half-done.md:10: links to /posts/gone, and there is no such post");
    await serverFixture.server("rm /tmp/own/app/posts/half-done.md");
    expect(await ask("/")).toContain("A planet from the garden");
  });
});

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { yourApp } from "../support/release/your-app";
import { releaseFixture } from "./release/fixture";

beforeAll(() => releaseFixture.start("own"));
afterAll(() => releaseFixture.site.remove());

describe("somebody's own app in place of the blog", () => {
  it("is released by a push, answers, and a rollback brings the blog back", async () => {
    const before = releaseFixture.author.main();
    const packages = releaseFixture.author.git("show", "HEAD:app/requirements.txt");
    const parts = ["blog", "content", "rendering", "writing", "posts", "pages", "static", "templates", "site.toml"];
    releaseFixture.author.git("rm", "-rq", ...parts.map((part) => `app/${part}`));
    releaseFixture.site.commit("My own", yourApp(`${packages}\n`));
    const push = await releaseFixture.author.push();
    expect(push).toMatchObject({ status: 0 });
    const page = await fetch(releaseFixture.site.url);
    expect(page.status).toBe(200);
    expect(await page.text()).toMatch(/<p>It is \d+ o'clock in Greenwich\.<\/p>$/);
    const echo = await fetch(new URL("/echo", releaseFixture.site.url), { method: "POST", body: "a word" });
    expect(await echo.text()).toBe("a word");

    expect(await releaseFixture.author.ask("rollback")).toMatchObject({ status: 0 });
    expect(await (await fetch(releaseFixture.site.url)).text()).toContain("Slow Light");
    expect(releaseFixture.author.main()).toBe(before);
    releaseFixture.author.back();
  });
});

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { yourApp } from "../support/release/your-app";
import { the } from "./release/the-site";

beforeAll(() => the.start("own"));
afterAll(() => the.site.remove());

describe("somebody's own app in place of the blog", () => {
  it("is released by a push, answers, and a rollback brings the blog back", async () => {
    const before = the.author.main();
    const packages = the.author.git("show", "HEAD:app/requirements.txt");
    const parts = ["blog", "content", "rendering", "writing", "posts", "pages", "static", "templates", "site.toml"];
    the.author.git("rm", "-rq", ...parts.map((part) => `app/${part}`));
    the.site.commit("My own", yourApp(`${packages}\n`));
    const push = await the.author.push();
    expect(push).toMatchObject({ status: 0 });
    const page = await fetch(the.site.url);
    expect(page.status).toBe(200);
    expect(await page.text()).toMatch(/<p>It is \d+ o'clock in Greenwich\.<\/p>$/);
    const echo = await fetch(new URL("/echo", the.site.url), { method: "POST", body: "a word" });
    expect(await echo.text()).toBe("a word");

    expect(await the.author.ask("rollback")).toMatchObject({ status: 0 });
    expect(await (await fetch(the.site.url)).text()).toContain("Slow Light");
    expect(the.author.main()).toBe(before);
    the.author.back();
  });
});

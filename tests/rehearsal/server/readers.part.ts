import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { withBrowser } from "../../support/browser/browser";
import { serverFixture } from "./fixture";

const focused = (page: Page) => page.evaluate("document.activeElement.textContent.trim()");

/** Presses Tab until `text` has the focus; nothing may need more than thirty. */
async function tabTo(page: Page, text: string): Promise<void> {
  for (let i = 0; i < 30; i++) {
    await page.keyboard.press("Tab");
    if ((await focused(page)) === text) return;
  }
  throw new Error(`"${text}" is not reached by Tab`);
}

describe("a reader with a browser", () => {
  it("reads the posts, sees the figure, finds a word, and meets no error on the way", () =>
    withBrowser(async (browser) => {
      // Without scripts: the blog has none, and a reader who forbids them misses nothing.
      const page = await (await browser.newContext({ javaScriptEnabled: false })).newPage();
      const errors: string[] = [];
      page.on("console", (message) => message.type() === "error" && errors.push(message.text()));
      page.on("response", (response) => response.status() >= 400 && errors.push(response.url()));
      await page.goto(serverFixture.site.url);
      const titles = await page.locator("article h2").allInnerTexts();
      expect(titles).toEqual([
        "A planet from the garden",
        "Finding a period in fifteen lines",
        "Why stars twinkle in my data",
        "The camera before the star",
      ]);
      await page.getByRole("link", { name: "The camera before the star" }).click();
      await page.waitForURL("**/posts/the-camera-before-the-star");
      const figure = page.locator("figure img");
      await figure.scrollIntoViewIfNeeded();
      const drawn = () => figure.evaluate((image) => (image as unknown as { naturalWidth: number }).naturalWidth > 0);
      await expect.poll(drawn).toBe(true);
      await page.getByRole("link", { name: "Next part" }).click();
      await page.waitForURL("**/posts/why-stars-twinkle-in-my-data");
      await page.getByRole("searchbox").fill("Scargle");
      await page.keyboard.press("Enter");
      await page.waitForURL("**/search?q=Scargle");
      expect(await page.getByRole("link", { name: "Finding a period in fifteen lines" }).isVisible()).toBe(true);
      expect(errors).toEqual([]);
    }));

  it("gets everywhere by keyboard alone", () =>
    withBrowser(async (browser) => {
      const page = await browser.newPage();
      await page.goto(serverFixture.site.url);
      await page.keyboard.press("Tab");
      expect(await focused(page)).toBe("Skip to the text");
      await page.keyboard.press("Enter");
      await tabTo(page, "A planet from the garden");
      await page.keyboard.press("Enter");
      await page.waitForURL("**/posts/a-planet-from-the-garden");
      await tabTo(page, "Archive");
      await page.keyboard.press("Enter");
      await page.waitForURL("**/archive");
      await tabTo(page, "Tags");
      await page.keyboard.press("Enter");
      await page.waitForURL("**/tags");
      for (let i = 0; i < 30 && (await page.evaluate("document.activeElement.id")) !== "q"; i++)
        await page.keyboard.press("Tab");
      await page.keyboard.type("twinkle");
      await page.keyboard.press("Enter");
      await page.waitForURL("**/search?q=twinkle");
      expect(await page.locator("article").count()).toBeGreaterThan(0);
    }));
});

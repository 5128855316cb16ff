import { chromium } from "playwright-core";
import { describe, expect, it } from "vitest";
import { succeeded } from "../../support/rehearsal/run";
import { the } from "./the-server";

/** Debian's path, for a run of vitest without the toolchain's environment. */
const executablePath = process.env["FREEHOLD_BROWSER"] ?? "/usr/bin/chromium";

/** Without these Chromium asks its maker's servers things, which a closed network refuses one by one. */
const quiet = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

describe("a reader with a browser", () => {
  it("reads the posts, sees the figure, finds a word, and meets no error on the way", async () => {
    const browser = await chromium.launch({ executablePath, args: quiet });
    try {
      const page = await browser.newPage();
      const errors: string[] = [];
      page.on("console", (message) => message.type() === "error" && errors.push(message.text()));
      page.on("response", (response) => response.status() >= 400 && errors.push(response.url()));
      await page.goto(the.site.url);
      const titles = await page.locator("article h2, article h3").allInnerTexts();
      expect(titles).toEqual([
        "A planet from the garden",
        "Finding a period in fifteen lines",
        "Why stars twinkle in my data",
      ]);
      await page.getByRole("link", { name: "A planet from the garden" }).click();
      await page.waitForURL("**/posts/a-planet-from-the-garden");
      const figure = page.locator("figure img");
      await figure.scrollIntoViewIfNeeded();
      const drawn = () => figure.evaluate((image) => (image as unknown as { naturalWidth: number }).naturalWidth > 0);
      await expect.poll(drawn).toBe(true);
      await page.getByRole("searchbox").fill("Scargle");
      await page.keyboard.press("Enter");
      await page.waitForURL("**/search?q=Scargle");
      expect(await page.getByRole("link", { name: "Finding a period in fifteen lines" }).isVisible()).toBe(true);
      expect(errors).toEqual([]);
    } finally {
      await browser.close();
    }
  });
});

describe("the author's own machine, played by the server", () => {
  it("serves the same page from `docker compose up --build` at the root", async () => {
    const up = await the.site.inServer(
      "rm -rf /tmp/own && runuser -u author -- git clone -q -b main /srv/freehold/blog.git /tmp/own && cd /tmp/own && docker compose up --build --wait",
    );
    const [own, served] = [
      await the.server("curl -s http://127.0.0.1:8081/"),
      await (await fetch(the.site.url)).text(),
    ];
    await the.site.inServer("cd /tmp/own && docker compose down --volumes --rmi local");
    const plain = (html: string) => html.replace(/<meta name="freehold-app" content="[^"]*">/, "");
    succeeded(up);
    expect(plain(own)).toBe(plain(served).trim());
  });
});

import { mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { HtmlValidate } from "html-validate";
import { beforeAll, describe, expect, it } from "vitest";
import { withBrowser } from "../../support/browser/browser";
import { none, visit } from "../../support/browser/visit";
import { serverFixture } from "./fixture";

/** Kept after the run, for people. */
const screenshots = resolve(__dirname, "../../../.toolchain/screenshots");

const screens = {
  phone: { width: 360, height: 740 },
  desktop: { width: 1280, height: 900 },
};

/** One of each template; the others of a kind are looked at in two of the four ways. */
const kinds = [
  "/",
  "/archive",
  "/tags",
  "/tags/photometry",
  "/about",
  "/posts/the-camera-before-the-star",
  "/search",
  "/search?q=star",
  "/nowhere",
];
const all = ["phone light", "desktop dark"];

/** Every page the sitemap names, and those it does not. */
async function allPages(): Promise<string[]> {
  const map = await (await fetch(new URL("/sitemap.xml", serverFixture.site.url))).text();
  const mapped = [...map.matchAll(/<loc>([^<]+)<\/loc>/g)].map(([, url]) => new URL(url as string).pathname);
  return [...mapped, "/search", "/search?q=star", "/search?q=nothing+at+all", "/nowhere"];
}

let pages: string[] = [];
beforeAll(async () => {
  pages = await allPages();
  mkdirSync(screenshots, { recursive: true });
});

const kept = ["/", "/posts/the-camera-before-the-star", "/search?q=star", "/archive"];

describe.each(["light", "dark"] as const)("in %s colours", (colorScheme) => {
  it.each(Object.entries(screens))(
    "on a %s every page is sound, accessible and asks nobody else",
    async (name, viewport) => {
      const looked = all.includes(`${name} ${colorScheme}`) ? pages : kinds;
      await withBrowser(async (browser) => {
        const context = await browser.newContext({ colorScheme, viewport });
        const faults: Record<string, unknown> = {};
        for (const path of looked) {
          const file = kept.includes(path)
            ? join(screenshots, `${name}-${colorScheme}-${kept.indexOf(path)}.png`)
            : undefined;
          faults[path] = await visit(context, new URL(path, serverFixture.site.url).href, file);
        }
        expect(pages.length).toBeGreaterThan(15);
        expect(faults).toEqual(Object.fromEntries(looked.map((path) => [path, none])));
      });
    },
  );
});

describe("the pages' text", () => {
  it("is HTML as the standard has it", async () => {
    const html = new HtmlValidate({ extends: ["html-validate:standard"], rules: { "no-trailing-whitespace": "off" } });
    for (const path of pages) {
      const answer = await fetch(new URL(path, serverFixture.site.url));
      const report = await html.validateString(await answer.text());
      const said = report.results.flatMap(({ messages }) =>
        messages.map((m) => `${path}:${m.line} ${m.ruleId} ${m.message}`),
      );
      expect(said).toEqual([]);
    }
  });

  it("hides what paper has no use for", async () => {
    await withBrowser(async (browser) => {
      const page = await browser.newPage();
      await page.goto(new URL("/posts/the-camera-before-the-star", serverFixture.site.url).href);
      await page.emulateMedia({ media: "print" });
      expect(await page.locator("nav:visible, footer:visible, form:visible").count()).toBe(0);
      expect(await page.locator("article h1").isVisible()).toBe(true);
    });
  });
});

describe("a first visit to a post", () => {
  it("costs at most 50 kB without its figures, and a math font of 110 kB where it has formulas", async () => {
    await withBrowser(async (browser) => {
      for (const path of pages.filter((path) => path.startsWith("/posts/"))) {
        const page = await (await browser.newContext()).newPage();
        const wire = await page.context().newCDPSession(page);
        await wire.send("Network.enable");
        const bytes = new Map<string, number>();
        const address = new Map<string, string>();
        wire.on("Network.responseReceived", ({ requestId, response }) => address.set(requestId, response.url));
        wire.on("Network.loadingFinished", ({ requestId, encodedDataLength }) =>
          bytes.set(requestId, encodedDataLength),
        );
        await page.goto(new URL(path, serverFixture.site.url).href, { waitUntil: "networkidle" });
        const of = (kind: RegExp) => [...bytes].filter(([id]) => kind.test(address.get(id) ?? ""));
        const sum = (found: [string, number][]) => found.reduce((total, [, size]) => total + size, 0);
        const text = of(/^(?!.*\/static\/posts\/)(?!.*\.woff2$)/);
        expect(text.length).toBeGreaterThanOrEqual(2);
        expect(sum(text), path).toBeLessThan(50_000);
        // The text is shown in the reader's own font until it has come.
        expect(sum(of(/\.woff2$/)), path).toBeLessThan(110_000);
      }
    });
  });
});

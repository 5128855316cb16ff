import { readFileSync } from "node:fs";
import type { BrowserContext, Page } from "playwright-core";

const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

/** What a visit showed that no reader should meet. */
export interface Faults {
  /** Errors of the console; that of the page's own status 404 is none. */
  readonly console: readonly string[];
  /** Other hosts that were asked. */
  readonly hosts: readonly string[];
  /** axe-core's violations, with the first element of each. */
  readonly axe: readonly string[];
  /** Pixels that the page is wider than the window. */
  readonly overflow: number;
}

export const none: Faults = { console: [], hosts: [], axe: [], overflow: 0 };

/** Opens `url`, scrolls to its end so that lazy figures come, and tells what is wrong with the page. */
export async function visit(context: BrowserContext, url: string, screenshot?: string): Promise<Faults> {
  const page = await context.newPage();
  const errors: string[] = [];
  const hosts = new Set<string>();
  page.on("console", (message) => {
    const own = message.location().url === url && message.text().includes("404");
    if (message.type() === "error" && !own) errors.push(message.text());
  });
  page.on("pageerror", (error) => errors.push(error.message));
  page.on("request", (request) => hosts.add(new URL(request.url()).host));
  await page.goto(url);
  await showFigures(page);
  if (screenshot) await page.screenshot({ path: screenshot, fullPage: true });
  const faults = {
    console: errors,
    hosts: [...hosts].filter((host) => host !== new URL(url).host),
    axe: await violations(page),
    overflow: await page
      .evaluate("document.scrollingElement.scrollWidth - innerWidth")
      .then((n) => Math.max(0, n as number)),
  };
  await page.close();
  return faults;
}

async function showFigures(page: Page): Promise<void> {
  for (const figure of await page.locator("main img").all()) {
    await figure.scrollIntoViewIfNeeded();
    await figure.evaluate((image) => (image as unknown as { decode(): Promise<void> }).decode());
  }
}

/** By the browser's own evaluation: the page's policy admits no script, and must not be loosened for the test. */
async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axe);
  const found = (await page.evaluate("axe.run(document, { resultTypes: ['violations'] })")) as {
    violations: { id: string; nodes: { target: string[]; failureSummary: string }[] }[];
  };
  return found.violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.target.join(" ")} (${nodes[0]?.failureSummary})`);
}

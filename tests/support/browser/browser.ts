import { type Browser, chromium } from "playwright-core";

/** Debian's path, for a run of vitest without the toolchain's environment. */
const executablePath = process.env["FREEHOLD_BROWSER"] ?? "/usr/bin/chromium";

/** Without these Chromium asks its maker's servers things, which a closed network refuses one by one. */
const args = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** Debian's Chromium, quiet. */
export async function withBrowser<T>(body: (browser: Browser) => Promise<T>): Promise<T> {
  const browser = await chromium.launch({ executablePath, args });
  try {
    return await body(browser);
  } finally {
    await browser.close();
  }
}

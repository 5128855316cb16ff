// node hostile.mjs BROWSER ADDRESSES: opens each address (a JSON list) and prints, as JSON, by address what a page must not do.
// Chromium is driven by Playwright; Firefox by WebDriver BiDi, since Playwright wants a Firefox of its own build.
import { chromium } from "playwright-core";
import { withFirefox } from "./firefox.mjs";

const [, , executable, addresses] = process.argv;

/** Runs in the page: opens what can be opened, and finds what no post may have. */
const look = () => {
  for (const part of document.querySelectorAll("details")) part.open = true;
  for (const node of document.querySelectorAll("main *")) node.dispatchEvent(new MouseEvent("mouseover"));
  const found = [];
  if (window.pwned) found.push("a script ran");
  for (const node of document.querySelectorAll("*")) {
    for (const { name, value } of node.attributes) {
      if (/^on/i.test(name)) found.push(`handler ${name}`);
      if (/^\s*(?:javascript|vbscript|data|blob|file):/i.test(value)) found.push(`${name}=${value.slice(0, 40)}`);
    }
  }
  const search = (node) => node.closest("form[role=search]") !== null;
  for (const node of document.querySelectorAll(
    "script, form, iframe, object, embed, base, style, dialog, [popover], input, button",
  ))
    if (!search(node) && node.getAttribute("type") !== "checkbox") found.push(`<${node.localName}>`);
  if (document.querySelector("meta[http-equiv]")) found.push("<meta http-equiv>");
  return found;
};

async function inChromium(visit) {
  const args = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"];
  const browser = await chromium.launch({ executablePath: executable, args });
  try {
    await visit(async (address) => {
      const page = await browser.newPage();
      const asked = [];
      const said = [];
      page.on("request", (request) => asked.push(request.url()));
      page.on("dialog", (dialog) => said.push(dialog.type()) && dialog.dismiss());
      page.on("popup", () => said.push("popup"));
      page.on(
        "console",
        (message) => /Content.Security.Policy/.test(message.text()) && said.push("stopped by the policy"),
      );
      await page.goto(address, { waitUntil: "load" });
      const found = await page.evaluate(look);
      const after = await page.evaluate("window.pwned ? ['a script ran'] : []");
      const end = page.url();
      await page.close();
      return {
        asked,
        found: [
          ...new Set([...found, ...after, ...said, ...(end === new URL(address).href ? [] : [`went to ${end}`])]),
        ],
      };
    });
  } finally {
    await browser.close();
  }
}

const results = {};
const visits = async (open) => {
  for (const address of JSON.parse(addresses)) {
    const { asked, found } = await open(address);
    const { origin } = new URL(address);
    const elsewhere = asked.filter((url) => new URL(url).origin !== origin && !/^(?:data|about|blob):/.test(url));
    results[new URL(address).pathname + new URL(address).search] = [...found, ...elsewhere.map((url) => `asks ${url}`)];
  }
};
await (/firefox/.test(executable) ? withFirefox(executable, look, visits) : inChromium(visits));
console.log(JSON.stringify(results));

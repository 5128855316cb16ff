// node formulas_in_browser.mjs BROWSER URL WIDTH: prints as JSON what is wrong with the formulas of a page.
import { chromium } from "playwright-core";
import { withFirefox } from "../support/browser/firefox.mjs";

const [, , executablePath, url, width] = process.argv;
const size = { width: Number(width), height: 900 };

/** Runs in the page. Boxes of tokens are as large as their ink, in MathML Core. */
const look = () => {
  const overlapping = [];
  const cut = [];
  const low = [];
  for (const math of document.querySelectorAll("main math")) {
    const seen = (element) => !element.closest("mphantom") && element.textContent.trim().replace("\u2061", "") !== "";
    const tokens = [...math.querySelectorAll("mi, mn, mo, mtext")].filter(seen);
    const boxes = tokens.map((token) => ({ text: token.textContent, box: token.getBoundingClientRect() }));
    const place = math.closest(".formula, p").getBoundingClientRect();
    const whole = boxes
      .map(({ text }) => text)
      .join("")
      .slice(0, 60);
    for (const { text, box } of boxes)
      if (box.top < place.top - 1 || box.bottom > place.bottom + 1) cut.push([whole, text]);
    boxes.forEach((one, index) => {
      for (const other of boxes.slice(index + 1)) {
        const across = Math.min(one.box.right, other.box.right) - Math.max(one.box.left, other.box.left);
        const down = Math.min(one.box.bottom, other.box.bottom) - Math.max(one.box.top, other.box.top);
        // An integral leans over its lower limit, as in TeX: their boxes share a corner, their ink does not.
        const corner = /[∫∬∭∮]/.test(one.text) && down < one.box.height / 3;
        if (across > 2 && down > 2 && !corner) overlapping.push([whole, one.text, other.text]);
      }
    });
    for (const table of math.querySelectorAll("mtable")) {
      const bracket = table.previousElementSibling;
      const grows = bracket?.getAttribute("stretchy") === "true" && bracket.textContent !== "";
      const heights = [bracket, table].map((element) => element?.getBoundingClientRect().height ?? 0);
      if (grows && heights[0] < heights[1] * 0.8) low.push([whole, bracket.textContent, ...heights.map(String)]);
    }
  }
  const wider = document.scrollingElement.scrollWidth - innerWidth;
  return { overlapping, cut, low, wider: wider > 0 ? [[String(wider)]] : [] };
};

/** The fonts of the formulas' characters, as Chromium drew them. */
async function fontsOf(page) {
  const session = await page.context().newCDPSession(page);
  await session.send("DOM.enable");
  await session.send("CSS.enable");
  const { root } = await session.send("DOM.getDocument");
  const { nodeIds } = await session.send("DOM.querySelectorAll", { nodeId: root.nodeId, selector: "math" });
  const families = new Set();
  for (const nodeId of nodeIds) {
    const { fonts } = await session.send("CSS.getPlatformFontsForNode", { nodeId });
    for (const font of fonts) families.add(font.familyName);
  }
  return [...families].sort().map((name) => [name]);
}

async function inChromium() {
  const args = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"];
  const browser = await chromium.launch({ executablePath, args });
  try {
    const page = await browser.newPage({ viewport: size });
    const errors = [];
    page.on("console", (message) => message.type() === "error" && errors.push([message.text()]));
    await page.goto(url);
    await page.evaluate("document.fonts.ready");
    return { ...(await page.evaluate(look)), console: errors, fonts: await fontsOf(page) };
  } finally {
    await browser.close();
  }
}

async function inFirefox() {
  let result;
  const visits = async (open) => {
    const { seen, found } = await open(url);
    result = { ...seen, console: found.map((text) => [text]) };
  };
  await withFirefox(executablePath, look, visits, size);
  return result;
}

console.log(JSON.stringify(await (/firefox/.test(executablePath) ? inFirefox() : inChromium())));

// Firefox by WebDriver BiDi, the protocol that it speaks itself: no driver, no build of its own. https://w3c.github.io/webdriver-bidi/
import { spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Of a Firefox that asks nobody anything by itself. */
const preferences = {
  "browser.newtabpage.enabled": false,
  "browser.safebrowsing.malware.enabled": false,
  "browser.safebrowsing.phishing.enabled": false,
  "captivedetect.canonicalURL": "",
  "network.captive-portal-service.enabled": false,
  "network.connectivity-service.enabled": false,
  "services.settings.server": "data:,",
};

/** One connection: commands by their number, events by their listener. */
class Session {
  #next = 1;
  #waiting = new Map();
  #socket;
  /** Called with each event. */
  onEvent = () => {};

  constructor(socket) {
    this.#socket = socket;
    socket.onmessage = ({ data }) => {
      const message = JSON.parse(data);
      const waiting = this.#waiting.get(message.id);
      if (!waiting) return void this.onEvent(message);
      this.#waiting.delete(message.id);
      message.type === "error"
        ? waiting.reject(new Error(`${message.error}: ${message.message}`))
        : waiting.resolve(message.result);
    };
  }

  send(method, params = {}) {
    const id = this.#next++;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#socket.send(JSON.stringify({ id, method, params }));
    });
  }

  close() {
    this.#socket.close();
  }
}

/** The address that Firefox prints once it listens. */
function listening(process) {
  return new Promise((resolve, reject) => {
    let text = "";
    process.stderr.on("data", (part) => {
      text += part;
      const found = /WebDriver BiDi listening on (ws:\S+)/.exec(text);
      if (found) resolve(found[1]);
    });
    process.on("exit", (code) => reject(new Error(`firefox ended (${code}): ${text}`)));
    setTimeout(() => reject(new Error(`firefox did not listen within 60 s: ${text}`)), 60_000).unref();
  });
}

/**
 * Starts Firefox, calls `visits` with a function that opens an address in a tab of its own, and stops it. That function returns which
 * addresses the page asked for (`asked`), what `look`, run in the page, returned (`seen`), and what it found, with dialogs, popups and
 * what the policy stopped (`found`).
 * @param size width and height of the tab in CSS pixels; default: Firefox's own
 */
export async function withFirefox(executable, look, visits, size) {
  const profile = await mkdtemp(join(tmpdir(), "firefox-"));
  const lines = Object.entries(preferences).map(
    ([name, value]) => `user_pref(${JSON.stringify(name)}, ${JSON.stringify(value)});\n`,
  );
  await writeFile(join(profile, "user.js"), lines.join(""));
  const args = ["--headless", "--no-remote", "--profile", profile, "--remote-debugging-port", "0", "about:blank"];
  const process = spawn(executable, args, { stdio: ["ignore", "ignore", "pipe"] });
  const ended = new Promise((resolve) => process.once("exit", resolve));
  try {
    const socket = new WebSocket(`${await listening(process)}/session`);
    await new Promise((resolve, reject) => Object.assign(socket, { onopen: resolve, onerror: reject }));
    const session = new Session(socket);
    await session.send("session.new", { capabilities: {} });
    const events = [
      "network.beforeRequestSent",
      "browsingContext.userPromptOpened",
      "browsingContext.contextCreated",
      "log.entryAdded",
    ];
    await session.send("session.subscribe", { events });
    await visits((address) => open(session, address, look, size));
    session.close();
  } finally {
    process.kill();
    await ended;
    await rm(profile, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function open(session, address, look, size) {
  const { context } = await session.send("browsingContext.create", { type: "tab" });
  if (size) await session.send("browsingContext.setViewport", { context, viewport: size });
  const asked = [];
  const said = [];
  session.onEvent = ({ method, params }) => {
    if (method === "network.beforeRequestSent") asked.push(params.request.url);
    else if (method === "browsingContext.userPromptOpened") said.push(params.type);
    else if (method === "browsingContext.contextCreated") said.push(params.parent ? "a frame" : "popup");
    else if (/Content.Security.Policy/.test(params.text ?? "")) said.push("stopped by the policy");
  };
  await session.send("browsingContext.navigate", { context, url: address, wait: "complete" });
  const run = async (expression) =>
    JSON.parse(
      (await session.send("script.evaluate", { expression, target: { context }, awaitPromise: true })).result.value,
    );
  const seen = await run(`document.fonts.ready.then(${look}).then(JSON.stringify)`);
  const found = Array.isArray(seen) ? seen : [];
  const after = await run("JSON.stringify([window.pwned ? 'a script ran' : '', location.href])");
  session.onEvent = () => {};
  await session.send("browsingContext.close", { context });
  const moved = after[1] === new URL(address).href ? [] : [`went to ${after[1]}`];
  return { asked, seen, found: [...new Set([...found, ...said, ...moved, ...(after[0] ? [after[0]] : [])])] };
}

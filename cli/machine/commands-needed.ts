import { existsSync } from "node:fs";
import { which } from "../execute";
import type { Step } from "../step";
import { canInstall, installPackages } from "./debian-packages";

interface Needed {
  readonly command: string;
  /** Debian's name for what carries it. */
  readonly packageName: string;
  readonly purpose: string;
  /** What a person elsewhere installs. */
  readonly elsewhere: string;
}

const needed: Readonly<Record<"up" | "test", readonly Needed[]>> = {
  up: [
    { command: "bash", packageName: "bash", purpose: "the stack's own scripts", elsewhere: "bash" },
    { command: "git", packageName: "git", purpose: "releases", elsewhere: "git" },
    { command: "ssh", packageName: "openssh-client", purpose: "reaching the server", elsewhere: "OpenSSH" },
    { command: "ssh-keygen", packageName: "openssh-client", purpose: "making the server's keys", elsewhere: "OpenSSH" },
  ],
  test: [
    { command: "python3", packageName: "python3", purpose: "the blog's tests", elsewhere: "Python 3" },
    { command: "shellcheck", packageName: "shellcheck", purpose: "checking shell scripts", elsewhere: "shellcheck" },
    { command: "jq", packageName: "jq", purpose: "testing the server's scripts", elsewhere: "jq" },
  ],
};

/** Commands that people may have under several names or places. */
const browsers = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
const macBrowser = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome";

/** A browser for the page's tests; undefined where there is none. */
export async function findBrowser(): Promise<string | undefined> {
  for (const name of browsers) {
    const path = await which(name);
    if (path) return path;
  }
  return existsSync(macBrowser) ? macBrowser : undefined;
}

async function missing(kind: "up" | "test"): Promise<Needed[]> {
  const there = await Promise.all(needed[kind].map(({ command }) => which(command)));
  return needed[kind].filter((_, i) => there[i] === undefined);
}

/** Makes sure of ordinary commands on the PATH: from the distribution where we may, else by telling the person. */
export const commandsFor = (kind: "up" | "test"): Step => ({
  name: kind === "up" ? "commands" : "test commands",
  there: async () =>
    (await missing(kind)).length === 0 ? needed[kind].map(({ command }) => command).join(", ") : undefined,
  work: async (doing, log) => {
    const lacking = await missing(kind);
    doing(lacking.map(({ command }) => command).join(", "));
    for (const { packageName, purpose, elsewhere } of lacking)
      await installPackages([packageName], purpose, elsewhere, log);
    return "from the distribution";
  },
});

/** Makes sure of a browser where we may install one; elsewhere the browser tests are skipped, which they say. */
export const browser: Step = {
  name: "browser",
  there: async () => (await findBrowser()) ?? (canInstall() ? undefined : "none: the browser tests are skipped"),
  work: async (doing, log) => {
    doing("installing the distribution's chromium");
    await installPackages(["chromium"], "the browser tests", "Chromium or Chrome", log);
    return (await findBrowser()) ?? "none: the browser tests are skipped";
  },
};

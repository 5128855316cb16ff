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

interface Browser {
  /** Tests find it by this variable. */
  readonly variable: string;
  /** Its names on the PATH, and its place on a Mac. */
  readonly commands: readonly string[];
  readonly onMac: string;
  readonly packageName: string;
  readonly elsewhere: string;
}

const browsers: Readonly<Record<"Chromium" | "Firefox", Browser>> = {
  Chromium: {
    variable: "FREEHOLD_BROWSER",
    commands: ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"],
    onMac: "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    packageName: "chromium",
    elsewhere: "Chromium or Chrome",
  },
  Firefox: {
    variable: "FREEHOLD_FIREFOX",
    commands: ["firefox-esr", "firefox"],
    onMac: "/Applications/Firefox.app/Contents/MacOS/firefox",
    packageName: "firefox-esr",
    elsewhere: "Firefox",
  },
};
export type BrowserName = keyof typeof browsers;
export const browserNames = Object.keys(browsers) as BrowserName[];

/** A browser for the pages' tests; undefined where there is none. */
export async function findBrowser(name: BrowserName): Promise<string | undefined> {
  const { variable, commands, onMac } = browsers[name];
  for (const command of [process.env[variable], ...commands]) {
    const path = command ? await which(command) : undefined;
    if (path) return path;
  }
  return existsSync(onMac) ? onMac : undefined;
}

/** The variables by which tests find the browsers that are there. */
export async function browserEnvironment(): Promise<Record<string, string>> {
  const found = await Promise.all(browserNames.map(async (name) => [browsers[name].variable, await findBrowser(name)]));
  return Object.fromEntries(found.filter(([, path]) => path));
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

/** Makes sure of a browser where we may install one; elsewhere its tests are skipped, which they say, or in CI fail. */
export const browser = (name: BrowserName): Step => {
  const none = `none: the tests in ${name} ${process.env["CI"] ? "fail" : "are skipped"}`;
  return {
    name,
    there: async () => (await findBrowser(name)) ?? (canInstall() ? undefined : none),
    work: async (doing, log) => {
      const { packageName, elsewhere } = browsers[name];
      doing(`installing the distribution's ${packageName}`);
      await installPackages([packageName], "the browser tests", elsewhere, log);
      return (await findBrowser(name)) ?? none;
    },
  };
};

import { expect, it } from "vitest";
import type { Found } from "../../../cli/pulumi/found";
import { type PluginName, presentParts, stillHolds } from "../../../cli/pulumi/plugins";

const cli = { path: "/home/me/.pulumi/versions/3/bin/pulumi", version: "3", origin: "official", stamp: "" } as const;
const standIns: Found = { cli, languageHost: "stand-in", plugins: { command: "stand-in", docker: "stand-in" } };
const looks = (...installed: PluginName[]) => ({
  isInstalled: (name: PluginName) => installed.includes(name),
  isAttached: () => false,
  hasOfficialHost: () => true,
});

it.each<[string, Found, PluginName[], ReturnType<typeof presentParts>]>([
  ["nothing before the first run", { cli }, [], { plugins: {}, languageHost: "official" }],
  [
    "official plugins before the first run",
    { cli },
    ["command", "docker"],
    { plugins: { command: "official", docker: "official" }, languageHost: "official" },
  ],
  [
    "stand-ins of an earlier run",
    standIns,
    [],
    { plugins: { command: "stand-in", docker: "stand-in" }, languageHost: "stand-in" },
  ],
  [
    "official plugins that came later",
    standIns,
    ["command", "docker"],
    { plugins: { command: "official", docker: "official" }, languageHost: "official" },
  ],
  [
    "one of two: the stand-in host serves both",
    standIns,
    ["command"],
    { plugins: { command: "official", docker: "stand-in" }, languageHost: "stand-in" },
  ],
  [
    "a recorded official plugin that is gone",
    { cli, plugins: { command: "official" } },
    [],
    { plugins: {}, languageHost: "official" },
  ],
])("doctor sees %s", (_, found, installed, expected) => {
  expect(presentParts(["command", "docker"], found, looks(...installed))).toEqual(expected);
});

const nowhere = { installed: false, onPath: false, attached: false };
it.each<[string, Parameters<typeof stillHolds>, boolean]>([
  ["a stand-in, as long as there is nothing else", ["stand-in", nowhere], true],
  [
    "no stand-in any more where the official plugin was installed",
    ["stand-in", { ...nowhere, installed: true }],
    false,
  ],
  ["an official one that is there", ["official", { ...nowhere, installed: true }], true],
  ["none that was removed", ["official", nowhere], false],
  ["one on the PATH", ["path", { ...nowhere, onPath: true }], true],
  ["one that is attached", ["attached", { ...nowhere, attached: true }], true],
  ["none that is attached no more", ["attached", nowhere], false],
  ["nothing before the first run", [undefined, { ...nowhere, installed: true }], false],
])("a run goes on with %s", (_, given, expected) => expect(stillHolds(...given)).toBe(expected));

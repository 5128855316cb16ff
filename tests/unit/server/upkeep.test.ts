import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { expect, it } from "vitest";

const read = (path: string) => readFileSync(resolve(__dirname, "../../..", path), "utf8");

const packages = [
  "docker.io",
  "docker-buildx",
  "docker-cli",
  "docker-compose",
  "docker-compose-v2",
  "containerd",
  "runc",
  "dockerd-other",
  "libcontainerd-dev",
  "git",
];

/** Names that unattended-upgrades leaves alone: it matches the beginning of a name against each expression. */
function heldBack(): string[] {
  const [, list = ""] = /Package-Blacklist \{(.*)\}/.exec(read("cloud-init/files/etc/apt/apt.conf.d/52freehold")) ?? [];
  const kinds = [...list.matchAll(/"([^"]+)"/g)].map(
    ([, text = ""]) => new RegExp(`^${text.replaceAll("\\\\", "\\")}`),
  );
  return packages.filter((name) => kinds.some((kind) => kind.test(name)));
}

it("upkeep upgrades all that unattended-upgrades leaves alone, where it is installed", () => {
  const [, filter = ""] = /(sed -nE '[^']+')/.exec(read("server/upkeep/host-packages")) ?? [];
  const listed = [...packages.map((name) => `installed ${name}`), "config-files docker-old"].join("\n");
  const taken = execFileSync("sh", ["-c", filter], { input: `${listed}\n`, encoding: "utf8" })
    .trim()
    .split("\n");
  expect(taken).toEqual(heldBack());
  expect(taken).toEqual(packages.slice(0, 7));
});

it("upkeep starts no unit that takes the turn: it holds that itself until it has ended", () => {
  expect(read("server/upkeep/upkeep_main.py")).toContain("release/alone");
  for (const file of ["host-packages", "upkeep_main.py", "images.py"])
    expect(read(`server/upkeep/${file}`)).not.toMatch(/start.*freehold-/);
});

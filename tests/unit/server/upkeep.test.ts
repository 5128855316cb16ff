import { execFileSync, spawn } from "node:child_process";
import { chmodSync, copyFileSync, mkdtempSync, readFileSync, readlinkSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { expect, it } from "vitest";
import { until } from "../../support/rehearsal/run";

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

it.each([
  ["a dockerd whose file was replaced is restarted", true, "show restart is-active"],
  ["one whose file is still there is left alone", false, "show is-active"],
])("%s", async (_, replaced, asked) => {
  const [, lines = ""] =
    /^(pid=\$\(systemctl[\s\S]*start docker\.service)$/m.exec(read("server/upkeep/host-packages")) ?? [];
  const folder = mkdtempSync(join(tmpdir(), "freehold-upkeep-"));
  const dockerd = join(folder, "dockerd");
  copyFileSync(execFileSync("sh", ["-c", "command -v sleep"], { encoding: "utf8" }).trim(), dockerd);
  const running = spawn(dockerd, ["60"]);
  try {
    await until("it runs", 10, () => readlinkSync(`/proc/${running.pid}/exe`) === dockerd || undefined);
    if (replaced) rmSync(dockerd);
    const systemctl = join(folder, "systemctl");
    writeFileSync(systemctl, `#!/bin/sh\necho "$1" >> ${folder}/asked\n[ "$1" != show ] || echo ${running.pid}\n`);
    chmodSync(systemctl, 0o755);
    const env = { ...process.env, PATH: `${folder}:${process.env["PATH"]}` };
    execFileSync("bash", ["-euo", "pipefail", "-c", lines], { env });
    expect(readFileSync(join(folder, "asked"), "utf8").trim().split("\n").join(" ")).toBe(asked);
  } finally {
    running.kill();
    rmSync(folder, { recursive: true });
  }
});

import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";

const write = resolve(__dirname, "../../../infra/access/write");
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "freehold-modes-"));
  mkdirSync(join(folder, "bin"));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** `stat` as Linux and macOS have it, of a file whose disk shows this mode whatever was set. */
function played(mode: string, flavour: "linux" | "macos") {
  const wanted = flavour === "linux" ? "-c" : "-f";
  writeFileSync(join(folder, "bin/stat"), `#!/bin/sh\n[ "$1" = ${wanted} ] || exit 1\necho ${mode}\n`);
  chmodSync(join(folder, "bin/stat"), 0o755);
}

const writeAccess = (umask = "022") =>
  spawnSync("sh", ["-c", `umask ${umask}; exec bash "$0"`, write], {
    cwd: folder,
    encoding: "utf8",
    input: "a private key\n",
    env: {
      // Without it bash takes itself for a remote login's and reads ~/.bashrc.
      SHLVL: "1",
      PATH: `${join(folder, "bin")}:${process.env["PATH"]}`,
      FOLDER: ".freehold/dev",
      ALIAS: "freehold-dev",
      HOST: "127.0.0.1",
      PORT: "2222",
      HOST_KEY: "ssh-ed25519 AAAA",
    },
  });

it.each(["linux", "macos"] as const)("a disk that keeps no modes is named before ssh meets the key: %s", (flavour) => {
  // WSL's /mnt/c, exFAT and NTFS show 777 for every file.
  played("777", flavour);
  const { status, stderr } = writeAccess();
  expect(status).toBe(1);
  expect(stderr).toContain(`FH-ACCESS-MODES: ${folder}/.freehold/dev/operator has mode 777, expected 600`);
  expect(stderr).toContain("Clone the project to a folder of the Linux (or macOS) home");
  expect(existsSync(join(folder, ".freehold/dev/ssh_config"))).toBe(false);
});

it.each(["linux", "macos"] as const)("one that keeps them is as it should be: %s", (flavour) => {
  played("600", flavour);
  expect(writeAccess()).toMatchObject({ status: 0, stderr: "" });
});

it.each(["000", "027", "077"])("files are 0600 under umask %s, by the system's own stat", (umask) => {
  expect(writeAccess(umask)).toMatchObject({ status: 0, stderr: "" });
  for (const name of ["operator", "known_hosts", "ssh_config", "ssh_config.git"])
    expect(statSync(join(folder, ".freehold/dev", name)).mode & 0o777).toBe(0o600);
});

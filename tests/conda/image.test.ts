import { appendFileSync, cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { environment, lock, makeChannel, root } from "../support/conda/parts";
import { ask, type Result, run, succeeded } from "../support/rehearsal/run";

/**
 * Images up to the stage `writing`, which has all that the last one has of conda's, and which the classic builder can make;
 * tests/rehearsal/conda.rehearse.ts builds and runs the whole on a server.
 */
const folder = mkdtempSync(join(tmpdir(), "freehold-conda-"));
const tag = (name: string) => `freehold-test/conda-${name}-${process.pid}`;
const names = ["plain", "packages", "tampered"];

/** A copy of app/ to build from. */
function copyApp(name: string): string {
  const app = join(folder, name);
  cpSync(join(root, "app"), app, { recursive: true });
  for (const file of ["environment.yml", "environment.lock"]) rmSync(join(app, file), { force: true });
  return app;
}

const build = (name: string): Promise<Result> =>
  run("docker", ["build", "--force-rm", "--target", "writing", "--tag", tag(name), join(folder, name)]);

/** Runs in the image as the server would: no way to write, no rights, nobody's user. */
const inside = (name: string, command: string): string =>
  ask("docker", [
    "run",
    ...[
      "--rm",
      "--read-only",
      "--user",
      "10001:10001",
      "--cap-drop",
      "ALL",
      "--network",
      "none",
      "--entrypoint",
      "bash",
    ],
    tag(name),
    "-c",
    command,
  ]);

/** Files of such names, wherever nobody's user may look, but for Debian's own. */
const find = (name: string, patterns: readonly string[]): string => {
  const names = patterns.map((pattern) => `-iname '${pattern}'`).join(" -o ");
  return inside(name, `find / -xdev -path /usr -prune -o \\( ${names} \\) -print 2>/dev/null || true`);
};

let output: { plain: string; packages: string };
beforeAll(async () => {
  await makeChannel(join(folder, "channel"));
  copyApp("plain");
  const app = copyApp("packages");
  cpSync(join(folder, "channel"), join(app, "conda/channels/test"), { recursive: true });
  await lock(app, environment);
  output = { plain: succeeded(await build("plain")).output, packages: succeeded(await build("packages")).output };
});
afterAll(() => {
  for (const name of names) run("docker", ["image", "rm", "--force", tag(name)]);
  rmSync(folder, { recursive: true, force: true });
});

describe("a blog without environment.yml", () => {
  it("has nothing of conda's in its image", () => {
    expect(inside("plain", "ls /opt")).toBe("rendering");
    expect(find("plain", ["*rattler*", "conda*", "activate.pth", "packages.tsv"])).toBe("");
    expect(inside("plain", "python3 -c 'import sys; print(sys.base_prefix)'")).toBe("/usr");
    expect(inside("plain", 'echo "$PATH"')).not.toContain("/opt/env");
  });

  it("has an empty layer, for which nothing was downloaded", () => {
    const layers = ask("docker", ["history", "--no-trunc", "--format", "{{.Size}} {{.CreatedBy}}", tag("plain")]);
    const copies = layers.split("\n").filter((line) => line.includes(" in /opt"));
    expect(copies.map((line) => line.split(" ")[0])).toContain("0B");
    expect(output.plain).not.toContain("conda environment:");
  });
});

describe("a blog with environment.yml", () => {
  it("runs on the environment's Python, with its own locked packages before the environment's", () => {
    const code =
      "import flask, period, sys; print(sys.version.split()[0], sys.prefix, sys.base_prefix, flask.__file__)";
    const [version, prefix, base, flask] = inside("packages", `python3 -c '${code}'`).split(" ");
    expect(version).toMatch(/^3\.13\./);
    expect([prefix, base]).toEqual(["/opt/rendering", "/opt/env"]);
    expect(flask).toBe("/opt/rendering/lib/python3.13/site-packages/flask/__init__.py");
  });

  it("has the compiled library, the entry point and the right prefix in both", () => {
    // zlib's own crc32 of "freehold".
    expect(inside("packages", "/opt/env/bin/period-tool")).toBe("period 3f340398 /opt/env/share");
    expect(inside("packages", "head -1 /opt/env/bin/period-tool")).toBe("#!/opt/env/bin/python3.13");
    expect(inside("packages", "grep -ac /opt/env/share/greeting /opt/env/lib/libperiod.so")).toBe("1");
  });

  it("has the environment's variables and commands however Python is started", () => {
    const code = "import os, shutil; print(os.environ['GREETING_DATA'], shutil.which('period-tool'))";
    expect(inside("packages", `python3 -c "${code}"`)).toBe("/opt/env/share/greeting /opt/env/bin/period-tool");
  });

  it("needs no compiling at a start", () => {
    const code = "import period, sys; print(period.__cached__)";
    const [pyc] = inside("packages", `python3 -c '${code}'`).split("\n");
    // Bit 0 of the flags: by hash; bit 1 off: the hash is not looked at.
    expect(inside("packages", `od -An -tx1 -j4 -N4 ${pyc}`).trim()).toBe("01 00 00 00");
  });

  it("has no conda, no cache, no installer, and nothing that only a build needs", () => {
    expect(find("packages", ["*rattler*", "conda", "pip", "pkgs", "*.a", "*.h", "*.tar.bz2"])).toBe("");
    expect(inside("packages", "ls /opt/env")).toBe("activate.pth\nbin\nconda-meta\netc\nlib\npackages.tsv\nshare");
    expect(output.packages).toMatch(/conda environment: 4 packages, [\d.]+ MB; largest: python /);
  });
});

describe("what is not the lock", () => {
  it("is not built", async () => {
    const app = join(folder, "tampered");
    cpSync(join(folder, "packages"), app, { recursive: true });
    appendFileSync(join(app, "conda/channels/test/noarch/greeting-1.1-0.tar.bz2"), "x");
    const { status, output } = await build("tampered");
    expect(status).not.toBe(0);
    expect(output).toContain(
      "greeting-1.1-0.tar.bz2 is not the package that was locked: file:///build/conda/channels/test/",
    );
    expect(output).not.toContain("Traceback");
  });
});

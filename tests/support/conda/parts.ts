import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { ensureTestPython } from "../../../cli/testing/test-python";
import { ask } from "../rehearsal/run";

export const root = resolve(__dirname, "../../..");

/** Debian's Python and a compiled library of its, as they are in an image; `image` must have Python. */
function takeParts(image: string, folder: string): void {
  mkdirSync(join(folder, "python"));
  const inImage = (command: string, more: readonly string[] = []) =>
    ask("docker", ["run", "--rm", ...more, "--entrypoint", "sh", image, "-c", command]);
  const mount = ["--volume", `${folder}:/parts`];
  inImage(
    `cp -L /usr/lib/*/libz.so.1 /parts/libz.so
     cd /usr && tar c --exclude __pycache__ --exclude ensurepip bin/python3.* lib/python3.* | tar x -C /parts/python
     chown -R ${process.getuid?.() ?? 0} /parts`,
    mount,
  );
}

/**
 * Makes a channel of which this machine's platform can really run everything: Python, a compiled library, an entry point.
 * @param folder where to; must not exist
 * @param megabytes size of its package `ballast`; none by default
 */
export async function makeChannel(folder: string, megabytes = 0): Promise<void> {
  const python = await ensureTestPython();
  const parts = mkdtempSync(join(tmpdir(), "freehold-parts-"));
  try {
    const image = "freehold-test/conda-python";
    ask("docker", ["build", "--quiet", "--target", "python", "--tag", image, join(root, "app")]);
    takeParts(image, parts);
    ask(python, [join(root, "tests/support/conda/make_channel.py"), folder, parts, String(megabytes)], {
      env: { ...process.env, PYTHONPATH: join(root, "app/conda"), PYTHONDONTWRITEBYTECODE: "1" },
    });
  } finally {
    rmSync(parts, { recursive: true, force: true });
  }
}

/** Writes `environment.yml` into an app folder and locks it. */
export async function lock(app: string, text: string): Promise<void> {
  const python = await ensureTestPython();
  writeFileSync(join(app, "environment.yml"), text);
  ask(python, [join(root, "cli/conda/lock.py"), app], {
    env: { ...process.env, PYTHONPATH: join(root, "app/conda"), PYTHONDONTWRITEBYTECODE: "1" },
  });
}

/** What most tests lock: a Python package that needs a compiled one that needs data, and the Python to run it. */
export const environment = "channels: [./conda/channels/test]\ndependencies:\n  - python=3.13\n  - period=1.*\n";

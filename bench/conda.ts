import { appendFileSync, copyFileSync, cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ensureTestPython } from "../cli/testing/test-python";
import { lock, makeChannel, root } from "../tests/support/conda/parts";
import { median, round, time } from "../tests/support/measure/timing";
import { ask } from "../tests/support/rehearsal/run";

const rounds = 3;
/** What an astronomer's first post needs. */
const wanted = ["numpy==2.5.5", "scipy==1.18.1", "matplotlib==3.11.2", "astropy==8.0.2", "h5py==3.16.0"];
const tags = { installer: "freehold-bench/installer", ours: "freehold-bench/ours", plain: "freehold-bench/plain" };

/** An app folder with the lock of what is wanted, in a channel made from PyPI's wheels. */
async function makeApp(folder: string): Promise<string> {
  const [app, wheels] = [join(folder, "app"), join(folder, "wheels")];
  const python = await ensureTestPython();
  cpSync(join(root, "app"), app, { recursive: true });
  const channel = join(app, "conda/channels/test");
  await makeChannel(channel);
  const download = [
    "-m",
    "pip",
    "download",
    "--quiet",
    "--only-binary=:all:",
    "--python-version",
    "3.13",
    "--dest",
    wheels,
  ];
  ask(python, [...download, ...wanted]);
  const names = ask(python, [join(__dirname, "wheels_channel.py"), channel, wheels], {
    env: { ...process.env, PYTHONPATH: join(root, "tests/support/conda"), PYTHONDONTWRITEBYTECODE: "1" },
  });
  const platform = ask("uname", ["-m"]) === "x86_64" ? "linux-64" : "linux-aarch64";
  const packages = ["python=3.13", "period", ...names.split("\n")].map((name) => `  - ${name}\n`).join("");
  await lock(app, `channels: [./conda/channels/test]\nplatforms: [${platform}]\ndependencies:\n${packages}`);
  copyFileSync(join(__dirname, "conda-plain.py"), join(app, "plain.py"));
  return app;
}

/** Seconds from the same start, Debian's installer stage; nothing of either's own is in Docker's cache. */
async function build(kind: "ours" | "plain", app: string): Promise<number> {
  appendFileSync(join(app, "conda/install"), "# again\n");
  const file = ["--file", join(__dirname, "conda-plain.Dockerfile"), "--build-arg", `INSTALLER=${tags.installer}`];
  const which = kind === "ours" ? ["--target", "writing"] : file;
  return (await time("docker", ["build", ...which, "--tag", tags[kind], app], { cwd: root })).seconds;
}

/** Whether what was removed is missed: throws where an import or a call fails. */
function works(tag: string): void {
  const code = `import astropy.timeseries, h5py, matplotlib.pyplot as plt, numpy as np, scipy.optimize, scipy.signal
from astropy.io import fits
from astropy.time import Time
period = astropy.timeseries.LombScargle(np.arange(99), np.sin(np.arange(99) / 3)).autopower()
assert scipy.optimize.brentq(np.cos, 1, 2) > 1.57 and Time("2026-01-01").jd == 2461041.5
plt.switch_backend("svg"); plt.plot(*period); plt.savefig("/tmp/x.svg")
fits.PrimaryHDU(np.eye(3)).writeto("/tmp/x.fits"); h5py.File("/tmp/x.h5", "w")["a"] = np.eye(3)`;
  const readOnly = ["--read-only", "--tmpfs", "/tmp", "--user", "10001:10001", "--env", "HOME=/tmp"];
  ask("docker", ["run", "--rm", ...readOnly, "--entrypoint", "/opt/rendering/bin/python3", tag, "-c", code]);
}

const megabytes = (bytes: number) => round(bytes / 1e6);
const imageSize = (tag: string) => megabytes(Number(ask("docker", ["image", "inspect", "--format", "{{.Size}}", tag])));
/** What only this bench copies in, because its channel is a folder: with a channel by URL it would not be in the image. */
const copied = (tag: string) => {
  const layers = ask("docker", ["history", "--no-trunc", "--human=false", "--format", "{{.Size}} {{.CreatedBy}}", tag]);
  return megabytes(
    Number(
      layers
        .split("\n")
        .find((line) => line.includes(" in /build"))
        ?.split(" ")[0],
    ),
  );
};
const folderSize = (tag: string, folder: string) => {
  const show = ["run", "--rm", "--entrypoint", "du", tag, "-sb", folder];
  return megabytes(Number(ask("docker", show).split("\t")[0]));
};

/**
 * Image size and build time of a scientific environment: the lock as we install it, against a plain install, in turns. Wheels have
 * neither headers nor static libraries nor bytecode, so ours has less to remove than of conda-forge's packages, and compiles all.
 */
export async function conda() {
  const folder = mkdtempSync(join(tmpdir(), "freehold-bench-"));
  try {
    const app = await makeApp(folder);
    ask("docker", ["build", "--quiet", "--target", "installer", "--tag", tags.installer, app]);
    const seconds: Record<"ours" | "plain", number[]> = { ours: [], plain: [] };
    for (let i = 0; i < rounds; i++) {
      for (const kind of ["ours", "plain"] as const) seconds[kind].push(round(await build(kind, app)));
    }
    for (const tag of [tags.plain, tags.ours]) works(tag);
    const [ours, plain] = [imageSize(tags.ours), round(imageSize(tags.plain) - copied(tags.plain))];
    return {
      packages: wanted,
      "image, ours / plain": round(ours / plain, 2),
      "build time, ours / plain": round(median(seconds.ours) / median(seconds.plain), 2),
      ours: {
        "image, MB": ours,
        "of it /opt/env, MB": folderSize(tags.ours, "/opt/env"),
        "build, s": seconds.ours,
      },
      plain: {
        "image, MB": plain,
        "of it /opt/env, MB": folderSize(tags.plain, "/opt/env"),
        "not in it, the copied channel, MB": copied(tags.plain),
        "of it the installer, MB": folderSize(tags.plain, "/opt/installer"),
        "build, s": seconds.plain,
      },
    };
  } finally {
    ask("docker", ["image", "rm", "--force", ...Object.values(tags)]);
    rmSync(folder, { recursive: true, force: true });
  }
}

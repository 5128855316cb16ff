import { chmodSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { besides, hashOf } from "../files";
import type { Host, Progress } from "../host";
import { hostCertificates, writeCertificates } from "./host-certificates";

const suite = "trixie";

/** What the registry's slim images leave out too (debuerreotype's list): 48 MB that nobody reads in a container. */
const slim = ["doc", "info", "linda", "lintian", "locale", "man", "groff"].map(
  (folder) => `--dpkgopt=path-exclude=/usr/share/${folder}/*`,
);
const kept = ["--dpkgopt=path-include=/usr/share/doc/*/copyright"];

/** The base system in the cache: another set of trusted authorities gives another file. */
const cached = (cacheDir: string, certificates: readonly string[]) =>
  join(cacheDir, "base", `debian-${suite}-${process.arch}-${hashOf(...certificates, ...slim)}.tar`);

async function makeSystem(host: Host, target: string, certificates: readonly string[], log: string) {
  if ((await host.execute("mmdebstrap", ["--version"])).code !== 0) {
    const purpose = "making a base image where no registry answers";
    await host.installPackages(["mmdebstrap", "debian-archive-keyring"], purpose, "a way to a Docker registry", log);
  }
  const folder = mkdtempSync(join(tmpdir(), "freehold-base-"));
  // mmdebstrap may enter as another user.
  chmodSync(folder, 0o755);
  const trusted = join(folder, "certificates");
  writeCertificates(trusted, certificates);
  mkdirSync(dirname(target), { recursive: true });
  const temporary = `${besides(target)}.tar`;
  const hooks =
    certificates.length > 0
      ? [
          `--customize-hook=cp ${trusted}/*.crt "$1/usr/local/share/ca-certificates/"`,
          '--customize-hook=chroot "$1" update-ca-certificates',
        ]
      : [];
  const args = ["--variant=minbase", "--include=ca-certificates", ...slim, ...kept, ...hooks, suite, temporary];
  await host.must("mmdebstrap", args, { log, timeout: 900 });
  renameSync(temporary, target);
  rmSync(folder, { recursive: true, force: true });
}

/**
 * Makes a Docker image of Debian's minimal system from its package mirror (16 s, 81 MB), for networks where no image registry
 * answers. It trusts what this host trusts, and is labelled `freehold.base=1`.
 */
export async function makeBaseImage(host: Host, image: string, doing: Progress, log: string) {
  const certificates = hostCertificates();
  const tar = cached(host.cacheDir, certificates);
  if (!existsSync(tar)) {
    doing(`making ${image} with mmdebstrap`);
    await makeSystem(host, tar, certificates, log);
  }
  doing(`importing ${image}`);
  const changes = ["--change", "LABEL freehold.base=1", "--change", 'CMD ["bash"]'];
  await host.must("docker", ["import", ...changes, tar, image], { log, timeout: 300 });
}

/** Saves an image as a file: whole, or not at all. */
export async function saveImage(host: Host, image: string, file: string, log: string) {
  mkdirSync(dirname(file), { recursive: true });
  const temporary = besides(file);
  await host.must("docker", ["save", "-o", temporary, image], { log, timeout: 300 });
  renameSync(temporary, file);
}

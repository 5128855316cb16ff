import { chmodSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { installPackages } from "./debian-packages";
import { must, which } from "./execute";
import { besides, hashOf } from "./files";
import { hostCertificates, writeCertificates } from "./host-certificates";
import { cacheDir } from "./paths";

const suite = "trixie";

/** What the registry's slim images leave out too (debuerreotype's list): 48 MB that nobody reads in a container. */
const slim = ["doc", "info", "linda", "lintian", "locale", "man", "groff"].map(
  (folder) => `--dpkgopt=path-exclude=/usr/share/${folder}/*`,
);
const kept = ["--dpkgopt=path-include=/usr/share/doc/*/copyright"];

/** The base system in the cache: another set of trusted authorities gives another file. */
const cached = (certificates: readonly string[]) =>
  join(cacheDir, "base", `debian-${suite}-${process.arch}-${hashOf(...certificates, ...slim)}.tar`);

async function makeSystem(target: string, certificates: readonly string[], log: string) {
  if (!(await which("mmdebstrap"))) {
    const packages = ["mmdebstrap", "debian-archive-keyring"];
    await installPackages(packages, "making a base image where no registry answers", "a way to a Docker registry", log);
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
  await must("mmdebstrap", args, { log, timeout: 900 });
  renameSync(temporary, target);
  rmSync(folder, { recursive: true, force: true });
}

/**
 * Makes a Docker image of Debian's minimal system from its package mirror (16 s, 81 MB), for networks where no image registry
 * answers. It trusts what this host trusts, and is labelled `freehold.base=1`.
 */
export async function makeBase(image: string, doing: (what: string) => void, log: string) {
  const certificates = hostCertificates();
  const tar = cached(certificates);
  if (!existsSync(tar)) {
    doing(`making ${image} with mmdebstrap`);
    await makeSystem(tar, certificates, log);
  }
  doing(`importing ${image}`);
  const changes = ["--change", "LABEL freehold.base=1", "--change", 'CMD ["bash"]'];
  await must("docker", ["import", ...changes, tar, image], { log, timeout: 300 });
}

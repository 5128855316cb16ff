import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

/**
 * The certificate with its key and the CA's account, kept on this machine while one server goes and the next comes: Let's Encrypt
 * gives only five certificates a week for the same names. Mode 0600, ignored by git; it outlives `destroy`.
 */
export function savedCertificate({ SSH_CONFIG, ALIAS, STACK }) {
  const file = `.freehold/certificates/${STACK}.tar`;
  const ssh = (command, input) =>
    spawnSync("ssh", ["-F", SSH_CONFIG, "-o", "BatchMode=yes", "-l", "operator", ALIAS, command], {
      input,
      maxBuffer: 10_000_000,
    });
  return {
    file,
    exists: () => existsSync(file),
    /** Brings the server's here. False where it has none, or does not answer. */
    save() {
      // Of a server from before 2026-11-25 it is a file where there is a folder now.
      const find = "c=/usr/local/lib/freehold/certificate; [ -f $c ] || c=$c/certificate";
      const { status, stdout } = ssh(`${find}; sudo $c save 2> /dev/null`);
      if (status !== 0 || stdout.length === 0) return false;
      mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
      writeFileSync(`${file}.new`, stdout, { mode: 0o600 });
      renameSync(`${file}.new`, file);
      return true;
    },
    /** Puts it where the server's setup finds it. False while the server does not answer. By stdin: it has a private key in it. */
    restore() {
      const folder = "/var/lib/freehold/certificate";
      const put = `umask 077; mkdir -p ${folder} && cat > ${folder}/saved.new && mv ${folder}/saved.new ${folder}/saved.tar`;
      return ssh(`sudo sh -c '${put}'`, readFileSync(file)).status === 0;
    },
  };
}

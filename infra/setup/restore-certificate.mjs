// Run before a new server's setup: puts back the certificate that was saved of the server before it, where there is one.
import { report, warn } from "../release/printable.mjs";
import { savedCertificate } from "./saved-certificate.mjs";

const saved = savedCertificate(process.env);

/** Ten minutes: sshd is up within three of a boot. */
async function restore({ tries = 120, pauseMs = 5000 } = {}) {
  for (let i = 0; i < tries; i++) {
    if (saved.restore()) return true;
    await new Promise((next) => setTimeout(next, pauseMs));
  }
  return false;
}

if (!saved.exists()) report("no certificate was saved; the server asks for its own");
else if (await restore()) report(`put ${saved.file} on the server`);
else warn(`warning: ${saved.file} could not be put on the server; it asks for a new certificate`);

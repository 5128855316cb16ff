import { existsSync } from "node:fs";
import { UserError } from "../../infra/user-error";
import { must } from "../execute";

/** Whether this machine's distribution can be asked for packages without a question: Debian or Ubuntu, as root. */
export const canInstall = () => process.getuid?.() === 0 && existsSync("/usr/bin/apt-get");

let listsAreFresh = false;

/**
 * Installs packages of Debian or Ubuntu, where this is one and we are root.
 * @param purpose what they are for, as in "needed for PURPOSE"
 * @param elsewhere what a person on another system installs instead
 * @throws UserError with what to install, where we cannot
 */
export async function installPackages(packages: readonly string[], purpose: string, elsewhere: string, log?: string) {
  if (!canInstall()) throw new UserError(adviceFor(process.platform, packages, purpose, elsewhere));
  const options = { ...(log ? { log } : {}), env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" }, timeout: 900 };
  const patient = ["-o", "DPkg::Lock::Timeout=300"];
  // A fresh machine has no package lists; one refused third-party list must not stop the distribution's own.
  if (!listsAreFresh) await must("sh", ["-c", "apt-get update || true"], options);
  listsAreFresh = true;
  await must("apt-get", ["install", "-y", "--no-install-recommends", ...patient, ...packages], options);
}

/** What a person is told to install. Pure. */
export function adviceFor(platform: string, packages: readonly string[], purpose: string, elsewhere: string): string {
  const linux = `On Debian or Ubuntu: sudo apt-get install ${packages.join(" ")}. Elsewhere: ${elsewhere}.`;
  return `${packages[0]} is missing; it is needed for ${purpose}.\n${platform === "linux" ? linux : `Install ${elsewhere}.`}`;
}

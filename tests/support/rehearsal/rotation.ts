import { cpSync, mkdtempSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import type { Checkout } from "./checkout";
import { ask, type Result, run } from "./run";

/**
 * Runs `npm run keys -- rotate`.
 * @param killAt everything of it is killed at the first line that matches
 * @returns its result; status null where it was killed
 */
export function rotate(site: Checkout, killAt?: RegExp): Promise<Result> {
  return run("node", ["cli/run.mjs", "keys", "rotate", "--stack", site.stack], {
    cwd: site.folder,
    env: site.env,
    onLine: (line, { pid }) => {
      if (killAt?.test(line) && pid !== undefined) process.kill(-pid, "SIGKILL");
    },
  });
}

/** The keys of a moment, kept beside the checkout to be tried later; they go with it. */
export class KeptKeys {
  private readonly folder: string;
  readonly hostLine: string;

  constructor(private readonly site: Checkout) {
    this.folder = mkdtempSync(join(site.folder, "..", "kept-"));
    for (const name of ["operator", "known_hosts"])
      cpSync(join(site.folder, ".freehold", site.stack, name), join(this.folder, name));
    this.hostLine = readFileSync(join(this.folder, "known_hosts"), "utf8").trim();
  }

  /** Logs in as the operator with this key, and with these host keys or whatever host key is presented. */
  login(hosts: "these" | "any"): Promise<Result> {
    const known = hosts === "these" ? join(this.folder, "known_hosts") : "/dev/null";
    const options = {
      BatchMode: "yes",
      IdentitiesOnly: "yes",
      HostKeyAlias: `freehold-${this.site.stack}`,
      UserKnownHostsFile: known,
      StrictHostKeyChecking: hosts === "these" ? "yes" : "no",
    };
    const words = Object.entries(options).flatMap(([name, value]) => ["-o", `${name}=${value}`]);
    const where = ["-p", String(this.site.sshPort), "operator@127.0.0.1", "true"];
    return run("ssh", ["-F", "/dev/null", "-i", join(this.folder, "operator"), ...words, ...where]);
  }
}

/** The old keys are worthless, the present ones work, nothing of the rotation is left, and `up` has nothing to do. */
export async function expectRotated(site: Checkout, old: KeptKeys): Promise<void> {
  expect((await old.login("any")).status).toBe(255);
  const refused = await old.login("these");
  expect(refused.status).toBe(255);
  expect(refused.output).toContain("Host key verification failed");
  const now = new KeptKeys(site);
  expect(now.hostLine.split("\n")).toHaveLength(1);
  expect(now.hostLine).not.toBe(old.hostLine);
  expect((await now.login("these")).status).toBe(0);
  expect((await site.ssh("author", "help")).status).toBe(0);
  const files = ask("ls", [join(site.folder, ".freehold", site.stack)]);
  expect(files.split("\n")).toEqual(["known_hosts", "operator", "ssh_config"]);
  expect(readFileSync(join(site.folder, ".freehold", site.stack, "ssh_config"), "utf8")).not.toContain("next");
  const changed = ["preview", "--expect-no-changes"];
  expect((await site.pulumi(...changed)).status).toBe(0);
}

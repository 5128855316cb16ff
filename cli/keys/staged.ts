import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { accessFolder, gitSshConfig, nextKeys, serverName, sshConfig } from "../../infra/names";
import { must } from "../execute";
import { writeWhole } from "../files";
import { root } from "../paths";

/** The next operator and host keys, on this machine while a rotation lasts: `.freehold/STACK/next`. */
export interface Staged {
  /** ssh_config that knows the next keys alone. */
  readonly config: string;
  readonly operator: string;
  readonly host: string;
  /** Private half of the host key, for the server. */
  readonly hostPrivate: string;
  /** When the pairs were generated. */
  readonly since: Date;
  /** Left by a run that was interrupted. */
  readonly resumed: boolean;
}

const folderOf = (stack: string) => join(root, accessFolder(stack));
/** Those of the stack, of which one that an earlier version wrote has only the first. */
const configsOf = (stack: string) =>
  [sshConfig(stack), gitSshConfig(stack)].map((path) => join(root, path)).filter((path) => existsSync(path));
const nextOf = (stack: string) => join(root, nextKeys(stack));
const read = (path: string) => readFileSync(path, "utf8");
const writePrivate = (path: string, text: string) => writeWhole(path, text, 0o600);

/** Type and key of a public key, without its comment. */
const bare = (publicKey: string) => publicKey.trim().split(/\s+/).slice(0, 2).join(" ");
/** As ssh_config wants a path, quoted; infra/access/write writes the same. */
const sshPath = (path: string) => `"${path.replaceAll(/["\\]/g, "\\$&").replaceAll("%", "%%")}"`;
const identity = (stack: string) => `  IdentityFile ${sshPath(join(nextOf(stack), "operator"))}`;

/** Generates both pairs, whole or not at all; those of an interrupted run are used again. Writes an ssh_config for them. */
export async function stage(stack: string): Promise<Staged> {
  const next = nextOf(stack);
  const resumed = existsSync(next);
  if (!resumed) await generate(stack);
  writeConfig(stack);
  return {
    config: join(next, "ssh_config"),
    operator: read(join(next, "operator.pub")).trim(),
    host: read(join(next, "host.pub")).trim(),
    hostPrivate: read(join(next, "host")),
    since: statSync(join(next, "host")).mtime,
    resumed,
  };
}

async function generate(stack: string): Promise<void> {
  const next = nextOf(stack);
  const making = `${next}.new`;
  rmSync(making, { recursive: true, force: true });
  mkdirSync(making, { mode: 0o700 });
  const name = serverName(stack);
  for (const [file, comment] of [
    ["operator", `operator@${name}`],
    ["host", name],
  ] as const) {
    await must("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", comment, "-f", join(making, file)]);
    chmodSync(join(making, `${file}.pub`), 0o600);
  }
  renameSync(making, next);
}

/** An ssh_config for the staged pairs, with the address that the stack's own has now: it may have changed since a run was killed. */
function writeConfig(stack: string): void {
  const [folder, next] = [folderOf(stack), nextOf(stack)];
  writePrivate(join(next, "known_hosts"), `${serverName(stack)} ${bare(read(join(next, "host.pub")))}\n`);
  const moved = ["operator", "known_hosts"].reduce(
    (text, file) => text.replaceAll(sshPath(join(folder, file)), () => sshPath(join(next, file))),
    read(join(folder, "ssh_config")),
  );
  writePrivate(join(next, "ssh_config"), moved);
}

/**
 * Lets the stack's own ssh_configs reach the server before and after it is switched, with either pair: authors' commands, the
 * fetch of `main` before a rebuild and `destroy` work all the time.
 */
export function admitStaged(stack: string, { host }: Staged): void {
  const hosts = join(folderOf(stack), "known_hosts");
  if (!read(hosts).includes(bare(host))) writePrivate(hosts, `${read(hosts)}${serverName(stack)} ${bare(host)}\n`);
  for (const config of configsOf(stack)) {
    const text = read(config);
    if (text.includes(identity(stack))) continue;
    writePrivate(
      config,
      text.replace(/^ {2}IdentityFile .*$/m, (line) => `${line}\n${identity(stack)}`),
    );
  }
}

/** Ends a rotation: this machine knows the host key that is the server's, and no other; the staged pairs go. */
export function dropStaged(stack: string, hosts: (lines: string[]) => string[]): void {
  const known = join(folderOf(stack), "known_hosts");
  for (const config of configsOf(stack)) writePrivate(config, read(config).replace(`${identity(stack)}\n`, ""));
  const lines = read(known).split("\n").filter(Boolean);
  writePrivate(known, `${hosts(lines).join("\n")}\n`);
  rmSync(nextOf(stack), { recursive: true, force: true });
}

/** Gives up a rotation whose server is gone. The line of the next host key goes, unless the state has it already. */
export function discardStaged(stack: string): void {
  const next = nextOf(stack);
  if (!existsSync(next) || !existsSync(join(folderOf(stack), "ssh_config"))) return;
  const host = bare(read(join(next, "host.pub")));
  dropStaged(stack, (lines) => (lines.length > 1 ? lines.filter((line) => !line.includes(host)) : lines));
}

/** Completes a rotation. */
export const completeStaged = (stack: string, { host }: Staged) =>
  dropStaged(stack, (lines) => lines.filter((line) => line.includes(bare(host))).slice(0, 1));

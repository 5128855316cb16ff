import { lookup } from "node:dns/promises";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { accessFolder } from "../../names";
import type { Plan } from "../../plan";
import type { ServerLogin } from "../../settings/server-login";
import { type Facts, factOf, parseFacts } from "./facts";
import { bare, firstSeenText, pinHostKey, remember } from "./host-key";
import { judge } from "./judge";
import { operatorWay, ownWay, runAsRoot } from "./login.mjs";

/** A machine that may be taken over, or is this stack's already. */
export interface Met {
  readonly login: ServerLogin;
  /** IPv4 address that readers come to. */
  readonly address: string;
  /** Host key that the machine had before the stack's, to which `destroy` goes back. */
  readonly hostKey: string;
  /** Said once, stops nothing. */
  readonly warning?: string;
}

export type Meeting = Met | { readonly problems: readonly string[] };

const probe = () => readFileSync(join(__dirname, "machine/probe"), "utf8");

/** Says why nobody got in, by ssh's own words. Pure. */
export function loginProblem({ user, host, port }: ServerLogin, stack: string, status: number, errors: string): string {
  const at = `${user}@${host}${port === 22 ? "" : `:${port}`}`;
  const last = errors.trim().split("\n").at(-1) ?? "";
  if (/host key verification failed|host identification has changed|no matching host key/i.test(errors))
    return (
      `FH-SSH-HOSTKEY: ${at} shows another host key than the one that is pinned. Where the machine was reinstalled: remove ` +
      `.freehold/${stack}.host and freehold:serverHostKey; else something between answers in its place. Where another laptop made this stack: ` +
      "npm run adopt"
    );
  if (/permission denied/i.test(errors))
    return (
      `FH-SSH-LOGIN: ${at} admits none of your SSH keys. This must work without a question: ssh -o BatchMode=yes -p ${port} ` +
      `${user}@${host} true (a key with a passphrase needs an agent). Where another laptop made this stack: npm run adopt`
    );
  if (status === 255) return `FH-SSH-UNREACHABLE: ${at} cannot be reached by SSH: ${last}`;
  return (
    `FH-SSH-ROOT: ${at} may not become root: ${last}. Log in as root (freehold:server root@${host}), or let ${user} use sudo without a ` +
    "password there: NOPASSWD in /etc/sudoers.d"
  );
}

/** Asks the machine with the stack's keys; undefined where this checkout has none, or they do not open it. */
async function askAsOperator(plan: Plan, login: ServerLogin): Promise<Facts | undefined> {
  const folder = join(process.cwd(), accessFolder(plan.stack));
  if (!existsSync(join(folder, "operator"))) return undefined;
  const { output } = await runAsRoot(operatorWay(folder, { ...login, alias: plan.name }), probe());
  return parseFacts(output);
}

/** Asks it as the person at the laptop, with a host key that must be pinned. */
async function askAsOwner(
  plan: Plan,
  login: ServerLogin,
  hostKey: string,
): Promise<Facts | { readonly problem: string }> {
  const folder = mkdtempSync(join(tmpdir(), "freehold-ssh-"));
  try {
    const knownHosts = join(folder, "known_hosts");
    writeFileSync(knownHosts, `${plan.name} ${hostKey}\n`);
    const { status, output, errors } = await runAsRoot(ownWay(knownHosts, { ...login, alias: plan.name }), probe());
    return parseFacts(output) ?? { problem: loginProblem(login, plan.stack, status, errors) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Looks at the machine that the settings name: finds it, logs in, has it describe itself, and judges. Changes nothing there. */
export async function meet(plan: Plan, login: ServerLogin): Promise<Meeting> {
  const found = await lookup(login.host, { family: 4 }).catch(() => undefined);
  if (found === undefined)
    return {
      problems: [
        `FH-SSH-NAME: ${login.host} has no IPv4 address; expected an address or a name that leads to the machine. ` +
          "Set another: pulumi config set freehold:server root@ADDRESS",
      ],
    };
  const asked = {
    stack: plan.stack,
    server: login.host,
    rebuild: plan.rebuild,
    made: existsSync(join(accessFolder(plan.stack), "operator")),
  };
  const ours = await askAsOperator(plan, login);
  if (ours !== undefined) {
    const problems = judge(ours, asked);
    return problems.length > 0
      ? { problems }
      : { login, address: found.address, hostKey: bare(factOf(ours, "hostKey")) };
  }
  const pinned = await pinHostKey(plan.stack, login, plan.settings.serverHostKey, plan.rebuild);
  if ("problem" in pinned) return { problems: [pinned.problem] };
  const facts = await askAsOwner(plan, login, pinned.key);
  if ("problem" in facts) return { problems: [facts.problem] };
  const problems = judge(facts as Facts, asked);
  if (problems.length > 0) return { problems };
  // Not before: whoever was refused at first contact has not seen the fingerprint.
  if (pinned.asked) remember(plan.stack, login, pinned.key);
  const unnamed = pinned.asked && plan.settings.serverHostKey === undefined;
  const warning = unnamed ? { warning: firstSeenText(plan.stack, login, pinned.key) } : {};
  return { login, address: found.address, hostKey: pinned.key, ...warning };
}
